namespace AgentState;

/// <summary>
/// One claimer's share of a queue that several empty together: one lane of so many. Which lane a task is in follows from its id, so that claimers in different lanes never meet. Pure.
/// </summary>
/// <param name="Count">How many lanes there are.</param>
/// <param name="Index">Which one it is, from 0.</param>
internal sealed record ClaimLane(int Count, int Index)
{
    /// <summary>More claimers than this share lanes: of what a claimer reads, the others' part would be too large.</summary>
    public const int Most = 16;

    /// <summary>All of it.</summary>
    public static ClaimLane Whole { get; } = new(1, 0);

    /// <summary>A claimer's lane among all of them: each that knows the same ones draws the same conclusion.</summary>
    /// <param name="claimers">The ids of all that are at work.</param>
    /// <param name="own">The id of the one that asks.</param>
    public static ClaimLane Of(IEnumerable<string> claimers, string own)
    {
        var all = claimers.Append(own).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var count = Math.Min(all.Count, Most);
        return new ClaimLane(count, all.IndexOf(own) % count);
    }

    /// <summary>Whether a task is in it.</summary>
    public bool Has(string taskId)
    {
        // The same in every process and version.
        var hash = 2166136261u;
        foreach (var letter in taskId)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return (int)((hash >> 8) % (uint)Count) == Index;
    }
}

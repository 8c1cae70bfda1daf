namespace AgentState;

/// <summary>
/// One claimer's share of a queue that several empty together: every n-th lane, of n, see <see cref="TaskLanes"/>. Claimers with different shares never meet. Pure.
/// </summary>
/// <param name="Count">How many shares there are.</param>
/// <param name="Index">Which one it is, from 0.</param>
internal sealed record ClaimShare(int Count, int Index)
{
    /// <summary>More claimers than there are lanes have shares in common.</summary>
    public const int Most = TaskLanes.Count;

    /// <summary>All of it.</summary>
    public static ClaimShare Whole { get; } = new(1, 0);

    /// <summary>The lanes that it consists of.</summary>
    public IEnumerable<int> Lanes => Enumerable.Range(0, TaskLanes.Count).Where(IsOurs);

    /// <summary>A claimer's share among all of them: each that knows the same ones draws the same conclusion.</summary>
    /// <param name="claimers">The ids of all that are at work.</param>
    /// <param name="own">The id of the one that asks.</param>
    public static ClaimShare Of(IEnumerable<string> claimers, string own)
    {
        var all = claimers.Append(own).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var count = Math.Min(all.Count, Most);
        return new ClaimShare(count, all.IndexOf(own) % count);
    }

    /// <summary>Whether a task is in it.</summary>
    public bool Has(string taskId) => IsOurs(TaskLanes.Of(taskId));

    private bool IsOurs(int lane) => lane % Count == Index;
}

namespace AgentState;

/// <summary>
/// The lanes of the queue: each task is in one, which follows from its id, and is stored with it, so that claimers that share the queue read their own tasks alone. The same in every process
/// and version. Pure.
/// </summary>
internal static class TaskLanes
{
    /// <summary>How many there are: so many that a few claimers have about as many each; so few that a claimer is soon through with its own.</summary>
    public const int Count = 12;

    /// <summary>A task's lane, from 0.</summary>
    public static int Of(string taskId)
    {
        // FNV-1a, 32 bits, over the UTF-16 units.
        var hash = 2166136261u;
        foreach (var unit in taskId)
        {
            hash = (hash ^ unit) * 16777619u;
        }

        return (int)((hash >> 8) % Count);
    }
}

namespace AgentState;

/// <summary>One query for candidates, and the claims that wait for it.</summary>
/// <param name="number">Its number, starting at 1.</param>
/// <param name="window">How many tasks it asks for.</param>
/// <param name="startedAt">When it began.</param>
/// <param name="releases">How many reservations had been released when it began.</param>
internal sealed class CandidateSearch(long number, int window, long startedAt, long releases)
{
    private readonly TaskCompletionSource<(bool HasFound, bool MayBeMore)> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Number => number;

    public int Window => window;

    public long StartedAt => startedAt;

    public long Releases => releases;

    /// <summary>Ends with the query: whether it found tasks, and whether there may be more.</summary>
    public Task<(bool HasFound, bool MayBeMore)> End => end.Task;

    public void Complete(bool hasFound, bool mayBeMore) => end.SetResult((hasFound, mayBeMore));

    public void Fail(Exception error) => end.SetException(error);
}

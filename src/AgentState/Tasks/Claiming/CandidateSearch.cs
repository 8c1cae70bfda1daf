using AgentState.Internal.Tasks.Limits;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>One query for candidates that several claims can await.</summary>
/// <param name="number">The number of the query, starting at 1.</param>
/// <param name="window">The maximum number of tasks that it returns.</param>
/// <param name="startedAt">The monotonic timestamp of its start.</param>
/// <param name="releases">The value of <see cref="Reservations.Releases"/> at its start.</param>
internal sealed class CandidateSearch(long number, int window, long startedAt, long releases)
{
    private readonly TaskCompletionSource<(bool HasFound, bool MayBeMore)> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Number => number;

    public int Window => window;

    public long StartedAt => startedAt;

    public long Releases => releases;

    /// <summary>Completes with the query: whether it found tasks, and whether more tasks may follow.</summary>
    public Task<(bool HasFound, bool MayBeMore)> End => end.Task;

    public void Complete(bool hasFound, bool mayBeMore) => end.SetResult((hasFound, mayBeMore));

    public void Fail(Exception error) => end.SetException(error);
}

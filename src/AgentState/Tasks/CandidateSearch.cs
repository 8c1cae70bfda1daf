namespace AgentState;

/// <summary>One query for candidates, and the claims that wait for it.</summary>
internal sealed class CandidateSearch
{
    private readonly TaskCompletionSource<bool> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many claims wait for it.</summary>
    public int Waiting { get; set; }

    /// <summary>When it began.</summary>
    public long StartedAt { get; set; }

    /// <summary>How many reservations had been released when it began.</summary>
    public long Releases { get; set; }

    /// <summary>Ends with the query: whether it found anything to claim.</summary>
    public Task<bool> HasFound => end.Task;

    public void End(bool hasFound) => end.SetResult(hasFound);

    public void Fail(Exception error) => end.SetException(error);
}

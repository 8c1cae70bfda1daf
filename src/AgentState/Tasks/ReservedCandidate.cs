namespace AgentState;

/// <summary>A task that one claim of this process has reserved. Disposing ends the reservation.</summary>
internal sealed class ReservedCandidate(TaskCandidate candidate, Reservations reservations) : IDisposable
{
    public TaskCandidate Candidate => candidate;

    public void Dispose() => reservations.Release(candidate.Document.Name);
}

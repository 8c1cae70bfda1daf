using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>A task reserved for one claim of this process.</summary>
/// <remarks>Disposing releases it.</remarks>
internal sealed class ReservedCandidate(TaskCandidate candidate, Reservations reservations) : IDisposable
{
    public TaskCandidate Candidate => candidate;

    public void Dispose() => reservations.Release(candidate.Document.Name);
}

using AgentState.Internal.Hosting.Workers.Attempts;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>The content of one batch: completions of all types, and claims of the types that have candidates.</summary>
/// <param name="Completions">The completions.</param>
/// <param name="Claims">The claims, each with its type.</param>
/// <param name="SentAt">The time before it was sent, by the monotonic clock. The leases count from then.</param>
internal sealed record SentBatch(
    IReadOnlyList<AttemptOutcome> Completions, IReadOnlyList<(TypeQueue Queue, TaskCandidate Candidate)> Claims, long SentAt)
{
    /// <summary>Whether it has no items.</summary>
    public bool IsEmpty => Completions.Count + Claims.Count == 0;
}

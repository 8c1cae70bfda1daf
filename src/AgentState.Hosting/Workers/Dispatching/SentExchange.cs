namespace AgentState;

/// <summary>The content of one shared call: completions of all types, and claims of the types that have candidates.</summary>
/// <param name="Completions">The completions.</param>
/// <param name="Claims">The claims, each with the type that it is for.</param>
/// <param name="SentAt">Before it was sent, by the monotonic clock: the leases run from then.</param>
internal sealed record SentExchange(
    IReadOnlyList<AttemptEnd> Completions, IReadOnlyList<(TypeQueue Queue, TaskCandidate Candidate)> Claims, long SentAt)
{
    /// <summary>Whether it carries nothing.</summary>
    public bool IsEmpty => Completions.Count + Claims.Count == 0;
}

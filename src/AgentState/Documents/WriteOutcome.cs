using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>What became of one write of a batch.</summary>
internal sealed record WriteOutcome
{
    private WriteOutcome(OutcomeKind kind) => Kind = kind;

    public OutcomeKind Kind { get; }

    /// <summary>Set for a conflict.</summary>
    public ConflictKind? ConflictKind { get; private init; }

    /// <summary>Set where the write was applied.</summary>
    public WriteResult? Result { get; private init; }

    /// <summary>Why the write failed; a <see cref="StateUnavailableException"/> is worth the same call again.</summary>
    public AgentStateException? Error { get; private init; }

    /// <summary>The reply was lost, and the repeat met a failed precondition.</summary>
    public static WriteOutcome Unknown { get; } = new(OutcomeKind.Unknown);

    public static WriteOutcome Applied(WriteResult result) => new(OutcomeKind.Applied) { Result = result };

    public static WriteOutcome Conflict(ConflictKind kind) => new(OutcomeKind.Conflict) { ConflictKind = kind };

    public static WriteOutcome Failed(AgentStateException error) => new(OutcomeKind.Failed) { Error = error };
}

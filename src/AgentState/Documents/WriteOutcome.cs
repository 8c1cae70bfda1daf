using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents;

/// <summary>The outcome of one write of a batch.</summary>
internal sealed record WriteOutcome
{
    private WriteOutcome(OutcomeKind kind) => Kind = kind;

    public OutcomeKind Kind { get; }

    /// <summary>The failed precondition; null unless the outcome is a conflict.</summary>
    public ConflictKind? ConflictKind { get; private init; }

    /// <summary>The result of the write; null unless applied.</summary>
    public WriteResult? Result { get; private init; }

    /// <summary>The error of a failed write; after a <see cref="StateUnavailableException"/> a retry may succeed.</summary>
    public AgentStateException? Error { get; private init; }

    /// <summary>The outcome if a reply was lost and the retry failed its precondition.</summary>
    public static WriteOutcome Unknown { get; } = new(OutcomeKind.Unknown);

    public static WriteOutcome Applied(WriteResult result) => new(OutcomeKind.Applied) { Result = result };

    public static WriteOutcome Conflict(ConflictKind kind) => new(OutcomeKind.Conflict) { ConflictKind = kind };

    public static WriteOutcome Failed(AgentStateException error) => new(OutcomeKind.Failed) { Error = error };
}

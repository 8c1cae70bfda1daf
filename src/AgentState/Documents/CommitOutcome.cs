using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents;

/// <summary>The outcome of an atomic commit.</summary>
internal sealed record CommitOutcome
{
    private CommitOutcome(OutcomeKind kind) => Kind = kind;

    public OutcomeKind Kind { get; }

    /// <summary>The failed precondition; null unless the outcome is a conflict.</summary>
    public ConflictKind? ConflictKind { get; private init; }

    /// <summary>One result per write, in order; empty unless applied.</summary>
    public IReadOnlyList<WriteResult> Results { get; private init; } = [];

    /// <summary>The server time of the commit; null unless applied.</summary>
    public Timestamp? CommitTime { get; private init; }

    /// <summary>The outcome if a reply was lost and the retry failed its precondition.</summary>
    public static CommitOutcome Unknown { get; } = new(OutcomeKind.Unknown);

    public static CommitOutcome Applied(IReadOnlyList<WriteResult> results, Timestamp commitTime) =>
        new(OutcomeKind.Applied) { Results = results, CommitTime = commitTime };

    public static CommitOutcome Conflict(ConflictKind kind) => new(OutcomeKind.Conflict) { ConflictKind = kind };
}

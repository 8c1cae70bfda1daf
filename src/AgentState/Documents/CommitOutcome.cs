using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>What became of a commit: all of it, or nothing.</summary>
internal sealed record CommitOutcome
{
    private CommitOutcome(OutcomeKind kind) => Kind = kind;

    public OutcomeKind Kind { get; }

    /// <summary>Set for a conflict.</summary>
    public ConflictKind? ConflictKind { get; private init; }

    /// <summary>One per write, in their order. Empty unless applied.</summary>
    public IReadOnlyList<WriteResult> Results { get; private init; } = [];

    /// <summary>The server time of the commit. Set where it was applied.</summary>
    public Timestamp? CommitTime { get; private init; }

    /// <summary>The reply was lost, and the repeat met a failed precondition.</summary>
    public static CommitOutcome Unknown { get; } = new(OutcomeKind.Unknown);

    public static CommitOutcome Applied(IReadOnlyList<WriteResult> results, Timestamp commitTime) =>
        new(OutcomeKind.Applied) { Results = results, CommitTime = commitTime };

    public static CommitOutcome Conflict(ConflictKind kind) => new(OutcomeKind.Conflict) { ConflictKind = kind };
}

using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Judges a write's condition on the document as it is.</summary>
internal static class Preconditions
{
    /// <summary>Null where the write may go ahead.</summary>
    public static ConflictKind? Violation(Precondition? condition, StoredDocument? current) => condition?.ConditionTypeCase switch
    {
        Precondition.ConditionTypeOneofCase.Exists when condition.Exists => current is null ? ConflictKind.Missing : null,
        Precondition.ConditionTypeOneofCase.Exists => current is null ? null : ConflictKind.AlreadyExists,
        Precondition.ConditionTypeOneofCase.UpdateTime =>
            current is not null && current.Message.UpdateTime.Equals(condition.UpdateTime) ? null : ConflictKind.Version,
        _ => null,
    };
}

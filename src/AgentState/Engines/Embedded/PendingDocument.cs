using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;

namespace AgentState;

/// <summary>One document within a commit in the making.</summary>
internal sealed class PendingDocument(string name, StoredDocument? original, CommitInstant time)
{
    private MapField<string, Value>? fields = original?.Message.Fields;
    private bool wasDeleted;

    /// <summary>Checks a write's condition and applies it. Returns what stands against it, or null.</summary>
    public ConflictKind? Apply(PreparedWrite write, WriteResult result)
    {
        if (Violation(write.Condition) is { } violation)
        {
            return violation;
        }

        fields = WriteApplication.Apply(write, fields, time, result.TransformResults);
        wasDeleted |= fields is null;
        if (fields is not null)
        {
            DocumentGuard.CheckSize(name, fields);
        }

        return null;
    }

    /// <summary>
    /// What the commit leaves in the document's place. What is unchanged in the end keeps its version, so that it looks like a change
    /// to nobody.
    /// </summary>
    public StoredDocument? Outcome()
    {
        if (fields is null || IsUnchanged)
        {
            return fields is null ? null : original;
        }

        return new StoredDocument(new Document
        {
            Name = name,
            Fields = { fields },
            CreateTime = wasDeleted || original is null ? time.Version : original.Message.CreateTime,
            UpdateTime = time.Version,
        });
    }

    private bool IsUnchanged => !wasDeleted && original is not null && original.Message.Fields.Equals(fields);

    // A version is always that before the commit: no writer can know the one that the commit is about to make.
    private ConflictKind? Violation(Precondition? condition) => condition?.ConditionTypeCase switch
    {
        Precondition.ConditionTypeOneofCase.Exists when condition.Exists => fields is null ? ConflictKind.Missing : null,
        Precondition.ConditionTypeOneofCase.Exists => fields is null ? null : ConflictKind.AlreadyExists,
        Precondition.ConditionTypeOneofCase.UpdateTime =>
            condition.UpdateTime.Equals(original?.Message.UpdateTime) ? null : ConflictKind.Version,
        _ => null,
    };
}

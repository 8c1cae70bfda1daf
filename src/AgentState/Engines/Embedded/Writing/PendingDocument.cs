using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>One document of a commit in progress.</summary>
internal sealed class PendingDocument(string name, StoredDocument? original, CommitInstant time)
{
    private MapField<string, Value>? fields = original?.Message.Fields;
    private bool wasDeleted;

    /// <summary>The version before the commit; null if the document did not exist.</summary>
    public StoredDocument? Original => original;

    /// <summary>Checks the precondition of a write and applies it; returns the conflict that prevents it, or null.</summary>
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

    /// <summary>Returns the document after the commit; null if it was deleted.</summary>
    /// <remarks>An unchanged document keeps its version, so that listeners do not see a change.</remarks>
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

    // A version in a precondition is always the one before the commit: a writer cannot predict that of the commit.
    private ConflictKind? Violation(Precondition? condition) => condition?.ConditionTypeCase switch
    {
        Precondition.ConditionTypeOneofCase.Exists when condition.Exists => fields is null ? ConflictKind.Missing : null,
        Precondition.ConditionTypeOneofCase.Exists => fields is null ? null : ConflictKind.AlreadyExists,
        Precondition.ConditionTypeOneofCase.UpdateTime =>
            condition.UpdateTime.Equals(original?.Message.UpdateTime) ? null : ConflictKind.Version,
        _ => null,
    };
}

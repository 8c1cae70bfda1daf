using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Enqueueing;

/// <summary>Builds the change that creates a task's document.</summary>
internal static class TaskCreation
{
    /// <summary>Builds the change.</summary>
    /// <remarks>
    /// A task without an idempotency key has a unique id, by which a repeated call recognises its own write. A task with a key is created
    /// if it does not exist; an existing one with the same payload stays unchanged.
    /// </remarks>
    /// <param name="create">The write of <see cref="TaskWrites.Enqueue"/>.</param>
    /// <param name="late">Builds the same write with values that are known only when it is sent; null = there are none.</param>
    public static StateChange Of(Write create, Func<Write>? late = null) => IsKeyed(create)
        ? new StateChange
        {
            Name = create.Update.Name,
            Known = new DocumentSnapshot(create.Update.Name, Document: null),
            Decide = snapshot => snapshot.Document is { } stored ? Found(stored, create) : late?.Invoke() ?? create,
            Holds = snapshot => snapshot.Document is { } stored && IsSame(stored, create.Update),
        }
        : StateChange.Create(create) with { Decide = _ => late?.Invoke() ?? create };

    public static bool IsKeyed(Write create) => create.Update.Fields.ContainsKey(TaskFields.IdempotencyKey);

    /// <summary>Whether both documents have the same type, idempotency key and payload, compared as stored: 5 and 5.0 differ.</summary>
    public static bool IsSame(Document stored, Document other) =>
        IsSame(TaskFields.Type, stored, other) &&
        IsSame(TaskFields.IdempotencyKey, stored, other) &&
        IsSame(TaskFields.Payload, stored, other);

    private static Write? Found(Document stored, Write create) =>
        IsSame(stored, create.Update) ? null : throw new IdempotencyMismatchException(DatabaseRoot.IdOf(stored.Name));

    private static bool IsSame(string field, Document stored, Document other) =>
        Equals(stored.Fields.GetValueOrDefault(field), other.Fields.GetValueOrDefault(field));
}

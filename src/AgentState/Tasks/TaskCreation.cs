using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The making of a task's document, as one document's part in a commit.</summary>
internal static class TaskCreation
{
    /// <summary>
    /// Makes the change. A task without a key has an id of its own, which is its mark. One with a key is there or is not: made where it is missing, and left as it
    /// is where it is there already, whoever made it.
    /// </summary>
    /// <param name="create">The write of <see cref="TaskWrites.Enqueue"/>.</param>
    /// <param name="late">Makes the same write with what is known only when it is sent; null = there is no such thing.</param>
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

    /// <summary>Whether both are the same work, as stored: 5 and 5.0 differ. What has become of the stored one since does not count.</summary>
    public static bool IsSame(Document stored, Document other) =>
        IsSame(TaskFields.Type, stored, other) && IsSame(TaskFields.IdempotencyKey, stored, other) && IsSame(TaskFields.Payload, stored, other);

    private static Write? Found(Document stored, Write create) =>
        IsSame(stored, create.Update) ? null : throw new IdempotencyMismatchException(DatabaseRoot.IdOf(stored.Name));

    private static bool IsSame(string field, Document stored, Document other) =>
        Equals(stored.Fields.GetValueOrDefault(field), other.Fields.GetValueOrDefault(field));
}

using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>One document's part in a change of state: what to write, decided from what the document is.</summary>
internal sealed record StateChange
{
    /// <summary>The document's full name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The write that changes the document from this snapshot, or null where nothing is left to write; throws where the change is not
    /// allowed. Pure: it is called again with a newer snapshot when somebody else wrote first. The writer adds the precondition.
    /// </summary>
    public required Func<DocumentSnapshot, Write?> Decide { get; init; }

    /// <summary>
    /// Whether the snapshot shows that this very change was applied: it looks for the change's mark. Asked only when a reply was lost.
    /// Null for a change whose last writer wins: that is decided, and written, again.
    /// </summary>
    public Func<DocumentSnapshot, bool>? IsMine { get; init; }

    /// <summary>What the document is taken to be: the first attempt commits from it at once. Null = read first.</summary>
    public DocumentSnapshot? Known { get; init; }
}

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

    /// <summary>
    /// Whether the snapshot is as the change wishes it, whoever made it so. Asked when a reply was lost of changes of which none bears a
    /// mark: where all wishes hold there is nothing left to do. Null = written again.
    /// </summary>
    public Func<DocumentSnapshot, bool>? Holds { get; init; }

    /// <summary>What the document is taken to be: the first attempt commits from it at once. Null = read first.</summary>
    public DocumentSnapshot? Known { get; init; }

    /// <summary>
    /// A write to another document that travels in the same commit, made from the same snapshot as the change's own: an increment never
    /// travels alone, since nothing in the document that it is added to would tell whether it was. Null = none.
    /// </summary>
    public Func<DocumentSnapshot, Rider?>? Rider { get; init; }

    /// <summary>Whether the change looks at nothing: its write is committed as it is, with its own precondition, and no read comes first.</summary>
    public bool IsBlind { get; private init; }

    /// <summary>A write that is the same whatever the document is. That its own precondition does not hold is final: deciding again would not help.</summary>
    public static StateChange Blind(Write write) => new() { Name = Writes.NameOf(write), Decide = _ => write, IsBlind = true };

    /// <summary>A new document under an id that was made here, at random: a document of that name is the one that we made.</summary>
    public static StateChange Create(Write write) => Blind(write) with { IsMine = static snapshot => snapshot.Document is not null };
}

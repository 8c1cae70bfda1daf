using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Writing;

/// <summary>The change of one document, decided from its snapshot.</summary>
internal sealed record StateChange
{
    /// <summary>The document's full name.</summary>
    public required string Name { get; init; }

    /// <summary>Returns the write for a snapshot, or null if there is nothing to write; throws if the change is not allowed.</summary>
    /// <remarks>It must be pure: after a conflict it runs again with a newer snapshot. The writer adds the precondition.</remarks>
    public required Func<DocumentSnapshot, Write?> Decide { get; init; }

    /// <summary>Returns whether the snapshot contains the write id of this change, so that the change was applied.</summary>
    /// <remarks>Runs only after a lost reply. Null for a change without a write id: it is decided and written again.</remarks>
    public Func<DocumentSnapshot, bool>? IsMine { get; init; }

    /// <summary>Returns whether the snapshot is already in the desired state, regardless of the writer.</summary>
    /// <remarks>
    /// Matters only after a lost reply, if no change of the commit has a write id: if all documents are in the desired state, nothing is
    /// written. Null means that the change is written again.
    /// </remarks>
    public Func<DocumentSnapshot, bool>? Holds { get; init; }

    /// <summary>The snapshot that the first attempt is based on; null reads the document first.</summary>
    public DocumentSnapshot? Known { get; init; }

    /// <summary>Returns a write to another document for the same commit, based on the same snapshot; null for none.</summary>
    /// <remarks>
    /// An increment is always such a write: its own document does not show whether it was applied, the changed document does.
    /// </remarks>
    public Func<DocumentSnapshot, PiggybackedWrite?>? PiggybackedWrite { get; init; }

    /// <summary>Whether the write is committed without a read, with its own precondition.</summary>
    public bool IsBlind { get; private init; }

    /// <summary>Creates a change whose write does not depend on the document; a failed precondition is final.</summary>
    public static StateChange Blind(Write write) => new() { Name = Writes.NameOf(write), Decide = _ => write, IsBlind = true };

    /// <summary>Creates a change for a new document with a random id; a document of that name can only come from this change.</summary>
    public static StateChange Create(Write write) => Blind(write) with { IsMine = static snapshot => snapshot.Document is not null };
}

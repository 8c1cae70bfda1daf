using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>One immutable version of a document; a write creates a new one.</summary>
internal sealed class StoredDocument(Document message)
{
    /// <summary>The message that readers receive; it is never changed.</summary>
    public Document Message { get; } = message;

    public string Name => Message.Name;

    /// <summary>The name as a value, for filters, orders and cursors on <c>__name__</c>.</summary>
    public Value NameValue { get; } = new() { ReferenceValue = message.Name };

    /// <summary>The full name of the document's collection.</summary>
    public string Collection => CollectionOf(Name);

    public static string CollectionOf(string name) => name[..name.LastIndexOf('/')];
}

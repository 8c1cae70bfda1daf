using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>One version of one document. Neither it nor the message in it is ever changed: a write makes another.</summary>
internal sealed class StoredDocument(Document message)
{
    /// <summary>What a reader is handed.</summary>
    public Document Message { get; } = message;

    public string Name => Message.Name;

    /// <summary>The name as a value: what filters, orders and cursors on <c>__name__</c> compare.</summary>
    public Value NameValue { get; } = new() { ReferenceValue = message.Name };

    /// <summary>The full name of the collection that the document lies in.</summary>
    public string Collection => CollectionOf(Name);

    public static string CollectionOf(string name) => name[..name.LastIndexOf('/')];
}

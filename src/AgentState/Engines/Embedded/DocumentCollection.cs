namespace AgentState;

/// <summary>The documents of one collection, by their full names.</summary>
internal sealed class DocumentCollection
{
    private readonly Dictionary<string, StoredDocument> documents = [];

    public IReadOnlyCollection<StoredDocument> Documents => documents.Values;

    public StoredDocument? Find(string name) => documents.GetValueOrDefault(name);

    public void Replace(string name, StoredDocument? document)
    {
        if (document is null)
        {
            documents.Remove(name);
        }
        else
        {
            documents[name] = document;
        }
    }
}

namespace AgentState;

/// <summary>A query needs a composite index that the database does not have, or is still building. Deploy the shipped <c>firestore.indexes.json</c>.</summary>
public sealed class MissingIndexException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="collection">The collection that was queried.</param>
    /// <param name="createLink">The console's page that creates the index, where the database told it; otherwise null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public MissingIndexException(string collection, Uri? createLink = null, Exception? innerException = null)
        : base(
            $"A query on '{collection}' needs a composite index that the database does not have (or is still building). " +
            "Deploy the firestore.indexes.json that ships with the package" +
            (createLink is null ? "." : $", or create this one index: {createLink}"),
            innerException)
    {
        Collection = collection;
        CreateLink = createLink;
    }

    /// <summary>The collection that was queried.</summary>
    public string Collection { get; }

    /// <summary>The console's page that creates the index; null where the database did not tell it.</summary>
    public Uri? CreateLink { get; }
}

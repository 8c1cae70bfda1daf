namespace AgentState;

/// <summary>A query needs a composite index that the database does not have or is still building.</summary>
/// <remarks>Deploy the <c>firestore.indexes.json</c> that ships with the package.</remarks>
public sealed class MissingIndexException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="collection">The collection that was queried.</param>
    /// <param name="createLink">The console page that creates the index; null if the database did not return it.</param>
    /// <param name="innerException">The cause, or null.</param>
    public MissingIndexException(string collection, Uri? createLink = null, Exception? innerException = null)
        : base(
            $"A query on '{collection}' needs a composite index that the database does not have or is still building. " +
            "Deploy the firestore.indexes.json that ships with the package" +
            (createLink is null ? "." : $", or create this one index: {createLink}"),
            innerException)
    {
        Collection = collection;
        CreateLink = createLink;
    }

    /// <summary>The collection that was queried.</summary>
    public string Collection { get; }

    /// <summary>The console page that creates the index; null if the database did not return it.</summary>
    public Uri? CreateLink { get; }
}

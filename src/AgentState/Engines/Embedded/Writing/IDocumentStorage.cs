using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>
/// Stores the documents of an engine that runs in this process. Not thread-safe: the engine makes one call after the other.
/// </summary>
internal interface IDocumentStorage
{
    /// <summary>Returns the current version of a document, given by its full name; null if it does not exist.</summary>
    StoredDocument? Find(string name);

    /// <summary>Replaces the current version of a document.</summary>
    /// <param name="name">The full name.</param>
    /// <param name="before">The current version; null if the document does not exist.</param>
    /// <param name="after">The new version; null deletes the document.</param>
    void Replace(string name, StoredDocument? before, StoredDocument? after);

    /// <summary>Returns the documents that match a query, in its order.</summary>
    IEnumerable<StoredDocument> Run(QueryPlan plan);

    /// <summary>Returns the time of the next commit, later than every time returned before.</summary>
    CommitInstant NextCommit();

    /// <summary>Returns the time of a read, which is not before the last commit and is before every later one.</summary>
    Timestamp ReadTime();
}

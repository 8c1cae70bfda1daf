using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents;

/// <summary>The target of a listener: one document or the result of a query.</summary>
internal sealed record ListenTarget
{
    private ListenTarget()
    {
    }

    /// <summary>The full name of the document; null for a query.</summary>
    public string? Document { get; private init; }

    /// <summary>The parent of the query's collection; null for a document.</summary>
    public string? Parent { get; private init; }

    /// <summary>The query; null for a document.</summary>
    public StructuredQuery? Query { get; private init; }

    /// <summary>The last snapshot of an earlier listener of the same target, to resume from if the engine can; null for none.</summary>
    public ListenSnapshot? ResumeFrom { get; private init; }

    /// <summary>The id of the collection, for errors and logs.</summary>
    public string Collection => Document is { } name ? DatabaseRoot.CollectionOf(name)
        : Query!.From is [var first, ..] ? first.CollectionId
        : "";

    public static ListenTarget OfDocument(string name) => new() { Document = name };

    public static ListenTarget OfQuery(string parent, StructuredQuery query) => new() { Parent = parent, Query = query };

    public ListenTarget Resuming(ListenSnapshot? from) => this with { ResumeFrom = from };
}

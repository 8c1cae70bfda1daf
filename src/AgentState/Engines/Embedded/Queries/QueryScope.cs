using AgentState.Internal.Data;
using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>The collections that a query reads.</summary>
internal sealed class QueryScope
{
    private QueryScope(DatabaseRoot root, string parent, CollectionSelector? from)
    {
        Root = root;
        Parent = parent;
        CollectionId = from is { CollectionId.Length: > 0 } ? from.CollectionId : null;
        AllDescendants = from is { AllDescendants: true };
    }

    public DatabaseRoot Root { get; }

    /// <summary>The full name of the document that contains the collections, or the root of all documents.</summary>
    public string Parent { get; }

    /// <summary>The id of the collections; null for collections of any id.</summary>
    public string? CollectionId { get; }

    /// <summary>Whether collections at any depth below the parent are in scope; false for direct children only.</summary>
    public bool AllDescendants { get; }

    /// <summary>Whether the parent is a document and not the root of all documents.</summary>
    public bool IsBeneathDocument => Parent.Length > NameRules.RootOf(Root).Length;

    /// <summary>Whether collections at any depth below a document are in scope.</summary>
    public bool IsGroupBeneathDocument => AllDescendants && IsBeneathDocument;

    /// <summary>The full name of the only collection in scope; null if there may be several.</summary>
    public string? OnlyCollection => AllDescendants || CollectionId is null ? null : $"{Parent}/{CollectionId}";

    public static QueryScope Of(DatabaseRoot root, string parent, StructuredQuery query)
    {
        NameRules.CheckParent(parent, root);
        if (query.From.Count > 1)
        {
            throw InvalidArgument.Of($"the query has {query.From.Count} collection selectors; the limit is 1.");
        }

        var scope = new QueryScope(root, parent, query.From.Count == 0 ? null : query.From[0]);
        if (scope.CollectionId is { } id)
        {
            NameRules.CheckCollectionId(id);
        }

        return scope;
    }

    /// <summary>Returns whether a collection is in scope.</summary>
    public bool Includes(string collection)
    {
        if (!collection.StartsWith(Parent, StringComparison.Ordinal) || collection[Parent.Length] != '/')
        {
            return false;
        }

        var below = collection.AsSpan(Parent.Length + 1);
        var id = below[(below.LastIndexOf('/') + 1)..];
        return (AllDescendants || id.Length == below.Length)
            && (CollectionId is null || id.Equals(CollectionId, StringComparison.Ordinal));
    }

    /// <summary>Rejects a filter on a field without an index in this scope.</summary>
    public void CheckFilterable(FieldReader field)
    {
        if (HasOnlyNames && !field.IsName)
        {
            throw InvalidArgument.Of($"a query of this scope cannot filter by '{field.Path}', only by __name__.");
        }
    }

    /// <summary>Rejects an order without an index in this scope.</summary>
    public void CheckOrderable(OrderTerm term)
    {
        if (HasOnlyNames && (!term.Field.IsName || term.Descending))
        {
            throw InvalidArgument.Of($"a query of this scope cannot order by '{term.Field.Path}', only by __name__ ascending.");
        }
    }

    // Field indexes exist per collection id, for one collection or for all collections of the id in the database. Other scopes have only
    // the documents themselves, ordered by name.
    private bool HasOnlyNames => CollectionId is null || IsGroupBeneathDocument;
}

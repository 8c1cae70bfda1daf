using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState;

/// <summary>Where a query looks.</summary>
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

    /// <summary>The name of the document, or of the root of the documents, beneath which the collections lie.</summary>
    public string Parent { get; }

    /// <summary>Null where every collection is in scope, whatever its id.</summary>
    public string? CollectionId { get; }

    /// <summary>Whether collections lie in scope at any depth beneath the parent, or just the parent's own.</summary>
    public bool AllDescendants { get; }

    /// <summary>Whether the parent is a document, and not the root of all.</summary>
    public bool IsBeneathDocument => Parent.Length > NameRules.RootOf(Root).Length;

    /// <summary>Whether collections at any depth beneath a document are in scope.</summary>
    public bool IsGroupBeneathDocument => AllDescendants && IsBeneathDocument;

    /// <summary>The name of the one collection in scope; null where there may be several.</summary>
    public string? OnlyCollection => AllDescendants || CollectionId is null ? null : $"{Parent}/{CollectionId}";

    public static QueryScope Of(DatabaseRoot root, string parent, StructuredQuery query)
    {
        NameRules.CheckParent(parent, root);
        if (query.From.Count > 1)
        {
            throw InvalidArgument.Of("a query reads from one collection selector.");
        }

        var scope = new QueryScope(root, parent, query.From.Count == 0 ? null : query.From[0]);
        if (scope.CollectionId is { } id)
        {
            NameRules.CheckCollectionId(id);
        }

        return scope;
    }

    /// <summary>Whether the documents of a collection are in scope.</summary>
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

    /// <summary>Refuses a filter on a field that no index serves in this scope.</summary>
    public void CheckFilterable(FieldReader field)
    {
        if (HasOnlyNames && !field.IsName)
        {
            throw InvalidArgument.Of($"a query of this scope cannot filter by '{field.Path}', only by __name__.");
        }
    }

    /// <summary>Refuses an order that no index serves in this scope.</summary>
    public void CheckOrderable(OrderTerm term)
    {
        if (HasOnlyNames && (!term.Field.IsName || term.Descending))
        {
            throw InvalidArgument.Of($"a query of this scope cannot order by '{term.Field.Path}', only by __name__ ascending.");
        }
    }

    // Indexes know fields by the collection's id, in one collection or in all of that id in the whole database. In other scopes there
    // are only the documents themselves, in the order of their names.
    private bool HasOnlyNames => CollectionId is null || IsGroupBeneathDocument;
}

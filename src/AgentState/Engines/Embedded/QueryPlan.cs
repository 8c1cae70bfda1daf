namespace AgentState;

/// <summary>A query that was checked and made ready to run: every default and every implied order is spelled out.</summary>
internal sealed record QueryPlan
{
    /// <summary>The name of the document, or of the database's root, beneath which the collections lie.</summary>
    public required string Parent { get; init; }

    public required string CollectionId { get; init; }

    /// <summary>Whether collections of that id lie in scope at any depth beneath the parent.</summary>
    public required bool AllDescendants { get; init; }

    public required IReadOnlyList<OrderTerm> Orders { get; init; }

    public required Predicate<StoredDocument> Matches { get; init; }

    public CursorPosition? Start { get; init; }

    public CursorPosition? End { get; init; }

    public int Offset { get; init; }

    /// <summary>The most documents to give; the largest integer where the query sets no limit.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>The fields to give; null gives all, an empty list none.</summary>
    public IReadOnlyList<FieldReader>? Projection { get; init; }

    /// <summary>The one collection in scope, where not all descendants are.</summary>
    public string Collection => $"{Parent}/{CollectionId}";
}

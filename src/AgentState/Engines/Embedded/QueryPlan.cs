namespace AgentState;

/// <summary>A query that was checked and made ready to run: every default and every implied order is spelled out.</summary>
internal sealed record QueryPlan
{
    public required QueryScope Scope { get; init; }

    /// <summary>The last term is the document's name, so that no two documents are equal.</summary>
    public required IReadOnlyList<OrderTerm> Orders { get; init; }

    /// <summary>What the filter says of a document. That it has the fields of the order is asked apart from this.</summary>
    public required Predicate<StoredDocument> Matches { get; init; }

    /// <summary>How an index answers it, where it reads one collection.</summary>
    public required IndexPlan Index { get; init; }

    public CursorPosition? Start { get; init; }

    public CursorPosition? End { get; init; }

    public int Offset { get; init; }

    /// <summary>The most documents to give; the largest integer where the query sets no limit.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>The fields to give; null gives all.</summary>
    public IReadOnlyList<FieldReader>? Projection { get; init; }
}

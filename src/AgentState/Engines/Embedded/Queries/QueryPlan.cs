using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>A validated query that is ready to run, with all defaults and implied orders filled in.</summary>
internal sealed record QueryPlan
{
    public required QueryScope Scope { get; init; }

    /// <summary>The complete order; it ends with the document's name, so that no two documents are equal.</summary>
    public required IReadOnlyList<OrderTerm> Orders { get; init; }

    /// <summary>Whether the query has a filter.</summary>
    public required bool HasFilter { get; init; }

    /// <summary>Returns whether a document matches the filter; does not check that it has the fields of the order.</summary>
    public required Predicate<StoredDocument> Matches { get; init; }

    /// <summary>The plan for an index, used if the query reads one collection.</summary>
    public required IndexPlan Index { get; init; }

    /// <summary>
    /// Returns one plan per value of an <c>in</c> filter, whose results together are that of the query; empty without such a filter.
    /// </summary>
    public required Func<IReadOnlyList<IndexPlan>> Branches { get; init; }

    /// <summary>The full names of the only documents that can match, if the filter compares <c>__name__</c>; otherwise null.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    public CursorPosition? Start { get; init; }

    public CursorPosition? End { get; init; }

    public int Offset { get; init; }

    /// <summary>The maximum number of documents; the largest integer if the query sets no limit.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>The fields to return; null returns all.</summary>
    public IReadOnlyList<FieldReader>? Projection { get; init; }
}

using AgentState.Internal.Data;
using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Validates a query like the service, and fills in its defaults.</summary>
internal static class QueryPlanner
{
    private const int MostTerms = 100;

    /// <exception cref="AgentStateException">The query is not valid.</exception>
    public static QueryPlan Plan(
        DatabaseRoot root, string parent, StructuredQuery query, IEnumerable<FieldReader>? aggregated = null)
    {
        var scope = QueryScope.Of(root, parent, query);
        if (query.Limit is < 0 || query.Offset < 0)
        {
            throw InvalidArgument.Of("limit and offset must not be negative.");
        }

        if (query.Where is { } filter)
        {
            FilterRules.Check(filter, scope);
        }

        CheckTerms(query, scope.IsBeneathDocument);
        var orders = QueryOrder.Of(query, scope, aggregated ?? []);
        var start = Position(query.StartAt, query.OrderBy.Count, orders, root);
        var end = Position(query.EndAt, query.OrderBy.Count, orders, root);
        return new QueryPlan
        {
            Scope = scope,
            Orders = orders,
            HasFilter = query.Where is not null,
            Matches = query.Where is null ? static _ => true : FilterEvaluation.Compile(query.Where),
            Index = IndexPlan.Of(query.Where, orders, start, end),
            Branches = () => IndexPlan.Branches(query.Where, orders, start, end),
            Names = query.Where is null ? null : NamesOf(query.Where),
            Start = start,
            End = end,
            Offset = query.Offset,
            Limit = query.Limit ?? int.MaxValue,
            Projection = Projection(query.Select),
        };
    }

    private static string[]? NamesOf(Filter filter) => IndexPlan.Conjuncts(filter)
        .Where(static conjunct => FieldReader.Of(conjunct.Field.FieldPath).IsName)
        .Select(static conjunct => conjunct.Op switch
        {
            FieldFilter.Types.Operator.Equal => [conjunct.Value.ReferenceValue],
            FieldFilter.Types.Operator.In => conjunct.Value.ArrayValue.Values.Select(static value => value.ReferenceValue).ToArray(),
            _ => null,
        })
        .FirstOrDefault(static names => names is not null);

    private static void CheckTerms(StructuredQuery query, bool isBeneathDocument)
    {
        var filters = query.Where is null ? 0 : FilterRules.Flatten(query.Where).Count(static part => part.CompositeFilter is null);
        if (filters + query.OrderBy.Count + (isBeneathDocument ? 1 : 0) > MostTerms)
        {
            throw InvalidArgument.Of($"the query has more than {MostTerms} filters and orders. A parent document counts as one of them.");
        }
    }

    // A cursor has values only for the explicit orders.
    private static CursorPosition? Position(Cursor? cursor, int named, IReadOnlyList<OrderTerm> orders, DatabaseRoot root)
    {
        if (cursor is null)
        {
            return null;
        }

        if (cursor.Values.Count > named)
        {
            throw InvalidArgument.Of("a cursor has more values than the query has orders.");
        }

        for (var i = 0; i < cursor.Values.Count; i++)
        {
            OperandRules.Check(cursor.Values[i]);
            if (orders[i].Field.IsName)
            {
                OperandRules.CheckName(cursor.Values[i], root);
            }
        }

        return new CursorPosition([.. cursor.Values], cursor.Before);
    }

    // An empty projection returns all fields, as documented by the service. The emulator returns none.
    private static FieldReader[]? Projection(Projection? projection) =>
        projection is { Fields.Count: > 0 } ? [.. projection.Fields.Select(static field => FieldReader.Of(field.FieldPath))] : null;
}

using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;
using Aggregation = Google.Cloud.Firestore.V1.StructuredAggregationQuery.Types.Aggregation;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>A validated aggregation that is ready to run.</summary>
/// <remarks>A document counts for all aggregations of a query or for none: it must have every field that is summed or averaged.</remarks>
internal sealed class AggregationPlan
{
    private const int Most = 5;

    private readonly IReadOnlyList<(string Alias, Aggregation Aggregation, FieldReader? Field)> parts;

    private AggregationPlan(QueryPlan query, IReadOnlyList<(string Alias, Aggregation Aggregation, FieldReader? Field)> parts)
    {
        Query = query;
        this.parts = parts;
    }

    /// <summary>The query of the documents; it orders by the aggregated fields, so documents without one of them are excluded.</summary>
    public QueryPlan Query { get; }

    public static AggregationPlan Of(DatabaseRoot root, string parent, StructuredAggregationQuery query)
    {
        if (query.Aggregations.Count is 0 or > Most)
        {
            throw InvalidArgument.Of($"it has {query.Aggregations.Count} aggregations. Use 1 to {Most}.");
        }

        var aliases = Aliases(query.Aggregations);
        var checkedParts = query.Aggregations.Select((aggregation, i) => (aliases[i], aggregation, FieldOf(aggregation))).ToArray();
        var fields = checkedParts.Select(static part => part.Item3).OfType<FieldReader>();
        return new AggregationPlan(QueryPlanner.Plan(root, parent, query.StructuredQuery ?? new StructuredQuery(), fields), checkedParts);
    }

    public IReadOnlyDictionary<string, Value> Compute(IReadOnlyCollection<StoredDocument> documents)
    {
        var answers = new Dictionary<string, Value>();
        foreach (var (alias, aggregation, field) in parts)
        {
            answers.Add(alias, aggregation.OperatorCase switch
            {
                Aggregation.OperatorOneofCase.Sum => NumberAggregation.Sum(Numbers(documents, field!)),
                Aggregation.OperatorOneofCase.Avg => NumberAggregation.Average(Numbers(documents, field!)),
                _ => Values.Of(Math.Min(documents.Count, aggregation.Count.UpTo ?? long.MaxValue)),
            });
        }

        return answers;
    }

    // Aggregations without an alias are named field_1, field_2, ... in order.
    private static string[] Aliases(IReadOnlyList<Aggregation> aggregations)
    {
        var unnamed = 0;
        var aliases = aggregations.Select(aggregation => aggregation.Alias.Length > 0 ? aggregation.Alias : $"field_{++unnamed}").ToArray();
        return aliases.Distinct().Count() == aliases.Length && !Array.Exists(aliases, ValueRules.IsReserved)
            ? aliases
            : throw InvalidArgument.Of("two aggregations have the same alias, or an alias is reserved.");
    }

    private static FieldReader? FieldOf(Aggregation aggregation)
    {
        switch (aggregation.OperatorCase)
        {
            case Aggregation.OperatorOneofCase.Count when aggregation.Count.UpTo is not < 0:
                return null;
            case Aggregation.OperatorOneofCase.Sum or Aggregation.OperatorOneofCase.Avg:
                var field = FieldReader.Of((aggregation.Sum?.Field ?? aggregation.Avg?.Field)?.FieldPath ?? "");
                return field.IsName ? throw InvalidArgument.Of("__name__ is not a number.") : field;
            default:
                throw InvalidArgument.Of("an aggregation has no operator, or a negative limit of its count.");
        }
    }

    private static IEnumerable<Value> Numbers(IEnumerable<StoredDocument> documents, FieldReader field) =>
        documents.Select(field.Read).OfType<Value>().Where(static value => ValueOrder.KindOf(value) is ValueKind.Number or ValueKind.NaN);
}

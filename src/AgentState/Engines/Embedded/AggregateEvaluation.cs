using Google.Cloud.Firestore.V1;
using Operator = Google.Cloud.Firestore.V1.StructuredAggregationQuery.Types.Aggregation.OperatorOneofCase;

namespace AgentState;

/// <summary>Counts, sums and averages over the documents that a query found.</summary>
internal static class AggregateEvaluation
{
    public static IReadOnlyDictionary<string, Value> Compute(
        StructuredAggregationQuery query, IReadOnlyList<StoredDocument> documents)
    {
        var answers = new Dictionary<string, Value>();
        foreach (var aggregation in query.Aggregations)
        {
            answers.Add(aggregation.Alias, aggregation.OperatorCase switch
            {
                Operator.Sum => NumberAggregation.Sum(Numbers(documents, aggregation.Sum.Field.FieldPath)),
                Operator.Avg => NumberAggregation.Average(Numbers(documents, aggregation.Avg.Field.FieldPath)),
                _ => Values.Of(Math.Min(documents.Count, aggregation.Count.UpTo ?? long.MaxValue)),
            });
        }

        return answers;
    }

    private static IEnumerable<Value> Numbers(IReadOnlyList<StoredDocument> documents, string path)
    {
        var field = FieldReader.Of(path);
        foreach (var document in documents)
        {
            if (field.Read(document) is { } value && ValueOrder.KindOf(value) is ValueKind.Number or ValueKind.NaN)
            {
                yield return value;
            }
        }
    }
}

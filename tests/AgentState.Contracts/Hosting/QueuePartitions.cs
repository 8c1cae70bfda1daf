using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Creates queues with and without partitions, and finds the calls that only partitions need.</summary>
internal static class QueuePartitions
{
    public static QueueUnderTest Over(IDocumentStore engine, bool areUsed = true) =>
        QueueUnderTest.Over(engine, new TaskOptions { PauseMaxAge = Timeout.InfiniteTimeSpan, UsePartitions = areUsed });

    /// <summary>Returns the partitions of each query by partition.</summary>
    public static IReadOnlyList<IReadOnlyList<long>> QueriedBy(FaultyDocumentStore engine) =>
        [.. engine.Queries.Select(PartitionsOf).OfType<IReadOnlyList<long>>()];

    /// <summary>Returns how often workers have read their partition assignment.</summary>
    public static int AssignmentsRead(FaultyDocumentStore engine) =>
        engine.Queries.Count(query => query.From[0].CollectionId == "instances" && query.Limit == PartitionAssignment.Most);

    private static IReadOnlyList<long>? PartitionsOf(StructuredQuery query) => query.Where?.CompositeFilter?.Filters
        .Where(filter => filter.FieldFilter?.Field.FieldPath == "lane")
        .Select(filter => filter.FieldFilter.Value.ArrayValue.Values.Select(partition => partition.IntegerValue).ToList()).FirstOrDefault();
}

using AgentState.Internal.Activities;
using AgentState.Internal.Tasks;
using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Sqlite.Tests;

/// <summary>The cost of a query does not grow with the documents that it does not return, in steps of SQLite's virtual machine.</summary>
public sealed class QueryCostTests
{
    private const int Few = 100;
    private const int Many = 10_000;
    private const int ManyTasks = 100_000;
    private const int Found = 10;
    private const int WritesTogether = 500;
    private const double MostGrowth = 1.3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "S2")]
    public async Task ClaimAsync_AmongManyPendingTasks_TakesAsManyStepsAsAmongFew()
    {
        var amongFew = await StepsOfClaimsAsync(Few);
        var amongMany = await StepsOfClaimsAsync(ManyTasks);

        amongFew.Should().BePositive();
        ((double)amongMany).Should().BeLessThanOrEqualTo(MostGrowth * amongFew);
    }

    // The tasks of the other partitions come first in claim order, so that a search in claim order alone would read them all.
    [Fact, Trait("Guarantee", "S2")]
    public async Task Claimable_BehindOtherPartitions_TakesAsManyStepsAsBehindFew()
    {
        var own = new PartitionAssignment(Count: 2, Index: 1);
        var query = TaskQueries.Claimable("github", new ClaimProbe(Found, Assignment: own));

        await CompareAsync(query, (number, others) => TaskOf(
            number,
            (TaskFields.Priority, Values.Of(number < others ? 9 : 1)),
            (TaskFields.Partition, Values.Of(number < others ? 0 : own.Partitions.First()))));
    }

    // The entries of the other levels are newer, so that a search by time alone would read them all.
    [Fact, Trait("Guarantee", "S2")]
    public async Task ListAsync_OfALevelBehindOthers_TakesAsManyStepsAsBehindFew()
    {
        var query = ActivityQueries.Listed(ActivityFilter.ByLevel(ActivityLevel.Error)).Limit(Found).Build();

        await CompareAsync(query, (number, others) => new Document
        {
            Name = $"logs/e{number:000000}",
            Fields =
            {
                [ActivityFields.Level] = Values.Of(number < others ? "info" : "error"),
                [ActivityFields.Timestamp] = Values.Of(QueueUnderTest.LongAgo.AddSeconds(-number)),
            },
        });
    }

    // Each claim is made by another queue, so that none has candidates from the claim before.
    private static async Task<long> StepsOfClaimsAsync(int pending)
    {
        var store = SqliteFiles.Create();
        await FillAsync(store, pending, number => TaskOf(
            number,
            (TaskFields.Priority, Values.Of(number % 10)),
            (TaskFields.CreatedAt, Values.Of(QueueUnderTest.LongAgo.AddSeconds(number)))));
        await store.TakeVmStepsAsync(Token);

        for (var claim = 0; claim < Found; claim++)
        {
            var claimed = await QueueUnderTest.Over(store).Queue.ClaimAsync("github", "a", Token);
            claimed!.Task.Priority.Should().Be(9);
        }

        return await store.TakeVmStepsAsync(Token);
    }

    // The documents from the number of the others on match the query.
    private static async Task CompareAsync(StructuredQuery query, Func<int, int, Document> documentOf)
    {
        var behindFew = await StepsAsync(Few);
        var behindMany = await StepsAsync(Many);

        behindFew.Should().BePositive();
        ((double)behindMany).Should().BeLessThanOrEqualTo(MostGrowth * behindFew);

        async Task<long> StepsAsync(int others)
        {
            var store = SqliteFiles.Create();
            await FillAsync(store, others + Few, number => documentOf(number, others));
            await store.TakeVmStepsAsync(Token);

            (await store.QueryAsync(store.Root.Parent, query, Token)).Documents.Should().HaveCount(Found);

            return await store.TakeVmStepsAsync(Token);
        }
    }

    // A pending task with the fields that a claim reads.
    private static Document TaskOf(int number, params (string Field, Value Value)[] fields)
    {
        var task = new Document
        {
            Name = $"tasks/t{number:000000}",
            Fields =
            {
                [TaskFields.Type] = Values.Of("github"),
                [TaskFields.Status] = Values.Of("pending"),
                [TaskFields.Priority] = Values.Of(5),
                [TaskFields.CreatedBy] = Values.Of("telegram-agent"),
                [TaskFields.CreatedAt] = Values.Of(QueueUnderTest.LongAgo),
                [TaskFields.UpdatedAt] = Values.Of(QueueUnderTest.LongAgo),
                [TaskFields.Payload] = Values.Of(QueueUnderTest.NewTask().Payload),
            },
        };
        foreach (var (field, value) in fields)
        {
            task.Fields[field] = value;
        }

        return task;
    }

    private static async Task FillAsync(SqliteDocumentStore store, int count, Func<int, Document> documentOf)
    {
        for (var from = 0; from < count; from += WritesTogether)
        {
            var writes = Enumerable.Range(from, Math.Min(WritesTogether, count - from)).Select(number =>
            {
                var document = documentOf(number);
                return Writes.Create($"{store.Root.Parent}/{document.Name}", document.Fields);
            });
            (await store.CommitAsync([.. writes], Token)).Kind.Should().Be(OutcomeKind.Applied);
        }
    }
}

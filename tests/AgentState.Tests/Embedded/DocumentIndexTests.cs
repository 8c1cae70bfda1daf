using AgentState.TestKit;
using CsCheck;
using Google.Cloud.Firestore.V1;

namespace AgentState.Tests;

/// <summary>A query by an index returns the result of a scan, at a cost that depends only on the documents it returns.</summary>
public sealed class DocumentIndexTests
{
    private static readonly DatabaseRoot Root = new("p");

    [Fact, Trait("Guarantee", "P8")]
    public async Task EveryCall_WithIndexes_ReturnsWhatAScanReturns()
    {
        var rounds = new RandomCalls(Root).Round(20, 60);

        await rounds.SampleAsync(static async calls =>
        {
            // Both stores use stopped clocks, so that their times are equal.
            await using var indexing = new EmbeddedDocumentStore(Root, new StoppedClock(), indexFrom: 0);
            await using var scanning = new EmbeddedDocumentStore(Root, new StoppedClock(), indexFrom: int.MaxValue);
            foreach (var call in calls)
            {
                (await AnswerAsync(indexing, call)).Should().Be(await AnswerAsync(scanning, call), "the call was {0}", call);
            }
        });
    }

    [Theory, Trait("Guarantee", "P8")]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Run_ClaimQuery_ExaminesOnlyTheReturnedDocuments(int count)
    {
        var collection = Filled(count);
        var examined = 0;
        var plan = ClaimPlan(limit: 16);
        var counting = plan with { Matches = document => ++examined > 0 && plan.Matches(document) };

        var found = collection.Run(counting).ToArray();

        found.Should().HaveCount(16).And.OnlyContain(static document => document.Message.Fields["status"].StringValue == "pending");
        examined.Should().Be(16);
    }

    [Fact, Trait("Guarantee", "P8")]
    public void Run_RangeQuery_ExaminesOnlyDocumentsInTheRange()
    {
        var collection = Filled(1_000);
        var examined = 0;
        var filter = new StructuredQuery.Types.Filter
        {
            FieldFilter = new()
            {
                Field = new() { FieldPath = "createdAt" },
                Op = StructuredQuery.Types.FieldFilter.Types.Operator.LessThan,
                Value = Values.Of(DateTimeOffset.UnixEpoch.AddSeconds(10)),
            },
        };
        var query = new DocumentQuery("tasks").OrderBy("createdAt").Build();
        query.Where = filter;
        var plan = QueryPlanner.Plan(Root, Root.Parent, query);
        var counting = plan with { Matches = document => ++examined > 0 && plan.Matches(document) };

        var found = collection.Run(counting).ToArray();

        found.Should().HaveCount(10);
        examined.Should().Be(10);
    }

    [Fact, Trait("Guarantee", "P8")]
    public void Run_AfterChanges_ReturnsThem()
    {
        var collection = Filled(100);
        var plan = ClaimPlan(limit: 2);
        var first = collection.Run(plan).First();

        collection.Replace(first.Name, Task(first.Name, "processing", 10, second: 0));
        var next = collection.Run(plan).ToArray();
        collection.Replace(next[0].Name, null);
        var newer = next[1].Message.Clone();
        newer.UpdateTime = new() { Seconds = 9 };
        collection.Replace(newer.Name, new StoredDocument(newer));
        var last = collection.Run(plan).ToArray();

        next.Should().NotContain(document => document.Name == first.Name);
        last[0].Name.Should().Be(next[1].Name);
        last[0].Message.UpdateTime.Seconds.Should().Be(9);
    }

    private static DocumentCollection Filled(int count)
    {
        var collection = new DocumentCollection(indexFrom: 0);
        for (var i = 0; i < count; i++)
        {
            var name = Root.Document("tasks", $"t{i}");
            collection.Replace(name, Task(name, i % 2 == 0 ? "pending" : "done", priority: i % 10, second: i));
        }

        return collection;
    }

    private static StoredDocument Task(string name, string status, int priority, int second) => new(new Document
    {
        Name = name,
        Fields =
        {
            ["type"] = Values.Of("review"),
            ["status"] = Values.Of(status),
            ["priority"] = Values.Of(priority),
            ["createdAt"] = Values.Of(DateTimeOffset.UnixEpoch.AddSeconds(second)),
        },
    });

    private static QueryPlan ClaimPlan(int limit) => QueryPlanner.Plan(
        Root,
        Root.Parent,
        new DocumentQuery("tasks").WhereEqual("type", Values.Of("review")).WhereEqual("status", Values.Of("pending"))
            .OrderByDescending("priority").OrderBy("createdAt").Limit(limit).Build());

    private static async Task<string> AnswerAsync(IDocumentStore store, DatabaseCall call)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        try
        {
            return call switch
            {
                DatabaseCall.Get get => Lines((await store.GetAsync(get.Names, cancellationToken)).Select(static one => one.Document)),
                DatabaseCall.Query query => Lines((await store.QueryAsync(query.Parent, query.Body, cancellationToken)).Documents),
                DatabaseCall.Aggregate query => Lines((await store.AggregateAsync(query.Parent, query.Body, cancellationToken)).Fields),
                DatabaseCall.Commit commit => Lines((await store.CommitAsync(commit.Writes, cancellationToken)).Results),
                DatabaseCall.Batch batch => Lines(await store.BatchWriteAsync(batch.Writes, cancellationToken)),
                _ => throw new ArgumentException("The call is of an unknown kind.", nameof(call)),
            };
        }
        catch (AgentStateException error)
        {
            return error.Message;
        }
    }

    private static string Lines<T>(IEnumerable<T> answers) => string.Join('\n', answers);

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(56);
    }
}

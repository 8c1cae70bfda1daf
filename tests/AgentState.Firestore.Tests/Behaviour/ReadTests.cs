using Google.Cloud.Firestore.V1;
using Grpc.Core;
using Aggregation = Google.Cloud.Firestore.V1.StructuredAggregationQuery.Types.Aggregation;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests read times, order, limits and cursors of reads.</summary>
public sealed class ReadTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    [Fact]
    public async Task Query_WithoutResult_ReturnsOneResponseWithItsReadTime()
    {
        var responses = await Database.QueryAsync(Query());

        var only = responses.Should().ContainSingle().Subject;
        only.Document.Should().BeNull();
        only.ReadTime.Should().NotBeNull();
    }

    [Fact]
    public async Task Query_WithResults_ReturnsAReadTimeAtOrAfterTheirVersions()
    {
        var version = await Database.SetAsync("a", ("n", Values.Of(1)));

        var responses = await Database.QueryAsync(Query());

        responses.Where(response => response.Document is not null)
            .Should().ContainSingle().Which.ReadTime.Should().BeGreaterThanOrEqualTo(version);
    }

    [Fact]
    public async Task BatchGet_RepeatedAndMissingNames_ReturnsOneResponsePerName()
    {
        await Database.SetAsync("a", ("n", Values.Of(1)));
        var request = new BatchGetDocumentsRequest
        {
            Database = Database.Root.Database,
            Documents = { Database.Name("missing"), Database.Name("a"), Database.Name("a") },
        };

        using var call = Database.Client.BatchGetDocuments(request, Database.Owner);
        var responses = await call.ResponseStream
            .ReadAllAsync(TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        responses.Select(response => response.Found?.Name ?? response.Missing)
            .Should().BeEquivalentTo(Database.Name("a"), Database.Name("missing"));
        responses.Should().OnlyContain(response => response.ReadTime != null);
    }

    [Fact]
    public async Task Get_MissingDocument_IsNotFound() =>
        (await RawDatabase.StatusOfAsync(() => Database.GetAsync("missing"))).Should().Be(StatusCode.NotFound);

    [Fact]
    public async Task Query_WithLimitZero_IsEmpty()
    {
        await Database.SetAsync("a");

        (await Database.IdsAsync(new StructuredQuery(Query()) { Limit = 0 })).Should().BeEmpty();
    }

    [Fact]
    public async Task Query_WithANegativeLimit_IsRefused()
    {
        var status = await RawDatabase.StatusOfAsync(() => Database.QueryAsync(new StructuredQuery(Query()) { Limit = -1 }));

        status.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Query_CursorByName_StartsAfterIt()
    {
        await Database.CommitAsync(Database.Set("a"), Database.Set("b"), Database.Set("c"));
        var cursor = new Cursor { Values = { new Value { ReferenceValue = Database.Name("a") } }, Before = false };

        var found = await Database.IdsAsync(new StructuredQuery(Query()) { OrderBy = { By("__name__") }, StartAt = cursor });

        found.Should().Equal("b", "c");
    }

    [Fact]
    public async Task Query_CursorByNameWithoutAnOrder_IsRefused()
    {
        var cursor = new Cursor { Values = { new Value { ReferenceValue = Database.Name("a") } } };

        var status = await RawDatabase.StatusOfAsync(() => Database.QueryAsync(new StructuredQuery(Query()) { StartAt = cursor }));

        status.Should().Be(StatusCode.InvalidArgument);
    }

    // The sweep relies on this to detect tasks that no claim query returns.
    [Fact]
    public async Task Aggregate_OrderedQuery_CountsOnlyDocumentsWithTheOrderFields()
    {
        await Database.SetAsync("both", ("n", Values.Of(1)), ("m", Values.Of(1)));
        await Database.SetAsync("null", ("n", Values.Null), ("m", Values.Of(1)));
        await Database.SetAsync("one", ("n", Values.Of(1)));
        await Database.SetAsync("none");

        (await CountAsync(Query())).Should().Be(4);
        (await CountAsync(new StructuredQuery(Query()) { OrderBy = { By("n"), By("m") } })).Should().Be(2);

        async Task<long> CountAsync(StructuredQuery query)
        {
            using var call = Database.Client.RunAggregationQuery(
                new RunAggregationQueryRequest
                {
                    Parent = Database.Root.Parent,
                    StructuredAggregationQuery = new StructuredAggregationQuery
                    {
                        StructuredQuery = query,
                        Aggregations = { new Aggregation { Alias = "count", Count = new Aggregation.Types.Count() } },
                    },
                },
                Database.Owner);
            var responses = await call.ResponseStream
                .ReadAllAsync(TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken);
            return responses.Should().ContainSingle().Subject.Result.AggregateFields["count"].IntegerValue;
        }
    }

    [Fact]
    public async Task Aggregate_CountsSumsAndAverages()
    {
        await Database.SetAsync("a", ("n", Values.Of(1)));
        await Database.SetAsync("b", ("n", Values.Of(2)));
        var query = new StructuredAggregationQuery
        {
            StructuredQuery = Query(),
            Aggregations =
            {
                new Aggregation { Alias = "count", Count = new Aggregation.Types.Count() },
                new Aggregation { Alias = "sum", Sum = new Aggregation.Types.Sum { Field = Field("n") } },
                new Aggregation { Alias = "avg", Avg = new Aggregation.Types.Avg { Field = Field("n") } },
            },
        };

        using var call = Database.Client.RunAggregationQuery(
            new RunAggregationQueryRequest { Parent = Database.Root.Parent, StructuredAggregationQuery = query }, Database.Owner);
        var responses = await call.ResponseStream
            .ReadAllAsync(TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        var answer = responses.Should().ContainSingle().Subject;
        answer.ReadTime.Should().NotBeNull();
        answer.Result.AggregateFields["count"].Should().Be(Values.Of(2));
        answer.Result.AggregateFields["sum"].Should().Be(Values.Of(3));
        answer.Result.AggregateFields["avg"].Should().Be(Double(1.5));
    }
}

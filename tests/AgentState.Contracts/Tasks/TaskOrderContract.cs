using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>The order of claims and lists, their cost, and the queries they send.</summary>
public abstract class TaskOrderContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T23")]
    public async Task ClaimAsync_OfSeveralTasks_OrdersByPriorityThenAgeThenId()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await PendingAsync(test, "late", 5, at.AddSeconds(2));
        await PendingAsync(test, "b-same", 5, at.AddSeconds(1));
        await PendingAsync(test, "a-same", 5, at.AddSeconds(1));
        await PendingAsync(test, "low", 1, at);
        await PendingAsync(test, "high", 10, at.AddSeconds(9));

        var order = await ClaimAllAsync(test);

        order.Should().Equal("high", "a-same", "b-same", "late", "low");
    }

    [Fact, Trait("Guarantee", "T23")]
    public async Task ClaimAsync_AfterLostRaces_KeepsTheOrder()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var other = QueueUnderTest.Over(engine);
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 12; i++)
        {
            await PendingAsync(test, $"t{i:00}", 5, at.AddSeconds(i));
        }

        var thief = Fault.Before(async () => await other.Queue.ClaimAsync("github", "thief", Token));
        test.Faults.Next(Verb.Commit, thief, thief, thief);

        var order = await ClaimAllAsync(test);

        order.Should().HaveCount(9).And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact, Trait("Guarantee", "T39")]
    public async Task ListAsync_ByEachFilter_ReturnsPagesNewestFirst()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        for (var i = 0; i < 7; i++)
        {
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: i % 2 == 0 ? "github" : "data"), Token);
        }

        var claimed = await test.Queue.ClaimAsync("data", "worker", Token);
        var all = await test.AllStoredAsync(Token);
        var newest = all.OrderByDescending(document => document.Fields["createdAt"].TimestampValue.ToDateTimeOffset())
            .ThenByDescending(document => document.Name, StringComparer.Ordinal)
            .Select(document => DatabaseRoot.IdOf(document.Name)).ToList();

        var pending = await ListAllAsync(test, TaskFilter.ByStatus(AgentTaskStatus.Pending), pageSize: 2);
        var github = await ListAllAsync(test, TaskFilter.ByType("github", AgentTaskStatus.Pending), pageSize: 4);
        var mine = await ListAllAsync(test, TaskFilter.ByAssignee("worker", AgentTaskStatus.Processing), pageSize: 3);
        var created = await ListAllAsync(test, TaskFilter.ByCreator("telegram-agent"), pageSize: 7);

        pending.Should().Equal(newest.Where(id => id != claimed!.Task.Id));
        github.Should().HaveCount(4).And.Equal(newest.Where(id => github.Contains(id)));
        mine.Should().Equal(claimed!.Task.Id);
        created.Should().Equal(newest);
        test.Faults.Queries.Should().OnlyContain(query => query.Offset == 0, "lists page by cursor");
    }

    [Fact, Trait("Guarantee", "T39")]
    public async Task ListAsync_WithEqualTimes_ReturnsEachTaskOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 9; i++)
        {
            await PendingAsync(test, $"t{i}", 5, at);
        }

        var listed = await ListAllAsync(test, TaskFilter.ByStatus(AgentTaskStatus.Pending), pageSize: 4);

        listed.Should().Equal(Enumerable.Range(0, 9).Reverse().Select(i => $"t{i}"));
    }

    [Fact, Trait("Guarantee", "T39")]
    public async Task ListAsync_WithATokenOfAnotherFilter_ThrowsArgument()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var page = await test.Queue.ListAsync(TaskFilter.ByStatus(AgentTaskStatus.Pending), new PageRequest { Size = 1 }, Token);

        var other = () => test.Queue.ListAsync(
            TaskFilter.ByCreator("telegram-agent"), new PageRequest { ContinuationToken = page.ContinuationToken }, Token);
        var none = () => test.Queue.ListAsync(
            TaskFilter.ByStatus(AgentTaskStatus.Pending), new PageRequest { ContinuationToken = "no token" }, Token);

        await other.Should().ThrowAsync<ArgumentException>();
        await none.Should().ThrowAsync<ArgumentException>();
    }

    [Fact, Trait("Guarantee", "T39")]
    public async Task CountAsync_ByTypeOrStatus_CountsOnTheServer()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        for (var i = 0; i < 3; i++)
        {
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        }

        await test.Queue.ClaimAsync("github", "a", Token);
        var before = test.Stack.Billed.Read();

        var pending = await test.Queue.CountAsync(TaskFilter.ByType("github", AgentTaskStatus.Pending), Token);

        pending.Should().Be(2);
        (await test.Queue.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Failed), Token)).Should().Be(0);
        (await test.Queue.CountAsync(cancellationToken: Token)).Should().Be(3);
        test.Stack.Billed.Read().Reads.Should().Be(before.Reads + 3);
        test.Faults.Calls.TakeLast(3).Should().Equal(Verb.Aggregate, Verb.Aggregate, Verb.Aggregate);
        (await test.Queue.ListAsync(cancellationToken: Token)).Items.Should().HaveCount(3);
    }

    [Fact, Trait("Guarantee", "T41")]
    public async Task ClaimAsync_Query_HasOnlyEqualityFiltersAndOrders()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        await test.Queue.ClaimAsync("github", "a", Token);

        var query = test.Faults.Queries.Should().ContainSingle().Subject;
        query.Where.CompositeFilter.Filters.Should().HaveCount(2).And.OnlyContain(filter =>
            filter.FieldFilter.Op == StructuredQuery.Types.FieldFilter.Types.Operator.Equal);
        query.OrderBy.Select(order => order.Field.FieldPath).Should().Equal("priority", "createdAt", "__name__");
    }

    [Fact, Trait("Guarantee", "T42")]
    public async Task UncontendedTask_EnqueuedClaimedCompleted_CostsThreeWritesOneRead()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(claimed!.Claim, cancellationToken: Token);

        test.Faults.Calls.Should().Equal(Verb.Commit, Verb.Query, Verb.Commit, Verb.Commit);
        test.Stack.Billed.Read().Should().Be(new BilledOperations { Reads = 1, Writes = 3, Deletes = 0 });
    }

    [Fact, Trait("Guarantee", "T42")]
    public async Task ClaimAsync_AfterALostRace_ReadsNoDocument()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var other = QueueUnderTest.Over(engine);
        for (var i = 0; i < 4; i++)
        {
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        }

        test.Faults.Next(Verb.Commit, Fault.Before(async () => await other.Queue.ClaimAsync("github", "thief", Token)));

        await test.Queue.ClaimAsync("github", "a", Token);

        test.Faults.Calls.Should().NotContain(Verb.Get);
    }

    private static async Task PendingAsync(QueueUnderTest test, string id, int priority, DateTimeOffset createdAt) =>
        await test.PatchRawAsync(
            id,
            new Dictionary<string, Value?>
            {
                ["type"] = Values.Of("github"),
                ["status"] = Values.Of("pending"),
                ["priority"] = Values.Of(priority),
                ["createdAt"] = Values.Of(createdAt),
            },
            Token);

    private static async Task<List<string>> ClaimAllAsync(QueueUnderTest test)
    {
        var order = new List<string>();
        while (await test.Queue.ClaimAsync("github", "a", Token) is { } claimed)
        {
            order.Add(claimed.Task.Id);
        }

        return order;
    }

    private static async Task<List<string>> ListAllAsync(QueueUnderTest test, TaskFilter filter, int pageSize)
    {
        var ids = new List<string>();
        string? token = null;
        do
        {
            var page = await test.Queue.ListAsync(filter, new PageRequest { Size = pageSize, ContinuationToken = token }, Token);
            page.Items.Count.Should().BeLessThanOrEqualTo(pageSize);
            ids.AddRange(page.Items.Select(task => task.Id));
            token = page.ContinuationToken;
        }
        while (token is not null);

        return ids;
    }
}

using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: the enumerations that read all pages of a list.</summary>
public abstract class ListingContract : Contract
{
    // Three pages: two full ones and one with a single document.
    private const int Count = (2 * PageRequest.MaxSize) + 1;

    // In the middle of the second page.
    private const int Bad = PageRequest.MaxSize * 3 / 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("users")]
    [InlineData("agents")]
    [InlineData("tasks")]
    [InlineData("logs")]
    public async Task ListAllAsync_OverSeveralPages_ReturnsEachItemOnce(string collection)
    {
        var test = await CreateAsync(collection, Count);

        var ids = await IdsAsync(test, collection, Token).ToListAsync(Token);

        ids.Should().Equal(Expected(collection));
        test.Faults.Calls.Should().Equal(Verb.Query, Verb.Query, Verb.Query);
        test.Stack.Billed.Read().Reads.Should().Be(Count);
    }

    [Theory]
    [InlineData("users")]
    [InlineData("agents")]
    [InlineData("tasks")]
    [InlineData("logs")]
    public async Task ListAllAsync_OverAnEmptyCollection_ReturnsNothing(string collection)
    {
        var test = await CreateAsync(collection, count: 0);

        (await IdsAsync(test, collection, Token).ToListAsync(Token)).Should().BeEmpty();

        test.Faults.Calls.Should().Equal(Verb.Query);
    }

    [Theory]
    [InlineData("users")]
    [InlineData("agents")]
    [InlineData("tasks")]
    [InlineData("logs")]
    public async Task ListAllAsync_WithUnreadableDocument_ReturnsTheOthersThenThrows(string collection)
    {
        var test = await CreateAsync(collection, Count);
        await MangleAsync(test, collection, Bad);
        var ids = new List<string>();

        var read = async () =>
        {
            await foreach (var id in IdsAsync(test, collection, Token))
            {
                ids.Add(id);
            }
        };

        var error = (await read.Should().ThrowAsync<StateDataException>()).Which;
        (error.Path, error.FieldPath).Should().Be(($"{collection}/{Id(Bad)}", FieldOf(collection)));
        ids.Should().Equal(Expected(collection).Where(id => id != Id(Bad)));
    }

    [Theory]
    [InlineData("users")]
    [InlineData("agents")]
    [InlineData("tasks")]
    [InlineData("logs")]
    public async Task ListAllAsync_WithOnUnreadable_ReportsEachAndReturnsTheOthers(string collection)
    {
        var test = await CreateAsync(collection, Count);
        await MangleAsync(test, collection, number: 0);
        await MangleAsync(test, collection, Bad);
        var unreadable = new List<UnreadableDocument>();

        var ids = await IdsAsync(test, collection, Token, unreadable.Add).ToListAsync(Token);

        ids.Should().Equal(Expected(collection).Where(id => id != Id(0) && id != Id(Bad)));
        unreadable.Select(document => (document.Path, document.FieldPath)).Should().BeEquivalentTo(
            new[] { ($"{collection}/{Id(0)}", FieldOf(collection)), ($"{collection}/{Id(Bad)}", FieldOf(collection)) });
    }

    [Theory]
    [InlineData("users")]
    [InlineData("agents")]
    [InlineData("tasks")]
    [InlineData("logs")]
    public async Task ListAllAsync_ItemByItem_ReadsAPageOnlyWhenNeeded(string collection)
    {
        var test = await CreateAsync(collection, Count);
        await using var ids = IdsAsync(test, collection, Token).GetAsyncEnumerator(Token);
        test.Faults.Calls.Should().BeEmpty();

        for (var number = 0; number < PageRequest.MaxSize; number++)
        {
            (await ids.MoveNextAsync()).Should().BeTrue();
        }

        test.Faults.Calls.Should().Equal(Verb.Query);
        (await ids.MoveNextAsync()).Should().BeTrue();
        test.Faults.Calls.Should().Equal(Verb.Query, Verb.Query);
    }

    [Theory]
    [InlineData("users")]
    [InlineData("agents")]
    [InlineData("tasks")]
    [InlineData("logs")]
    public async Task ListAllAsync_CancelledWithinAPage_Throws(string collection)
    {
        var test = await CreateAsync(collection, count: 2);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var ids = IdsAsync(test, collection, source.Token).GetAsyncEnumerator(source.Token);
        (await ids.MoveNextAsync()).Should().BeTrue();

        await source.CancelAsync();

        var read = () => ids.MoveNextAsync().AsTask();
        (await read.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(source.Token);
    }

    [Fact]
    public async Task ListAllAsync_WithFilter_ReturnsOnlyMatchingItems()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Users.GetOrCreateAsync("free", cancellationToken: Token);
        await test.Users.GetOrCreateAsync("pro", new UserUpdate { Tier = UserTier.Pro }, Token);

        var users = await test.Users.ListAllAsync(UserFilter.ByTier(UserTier.Pro), cancellationToken: Token).ToListAsync(Token);

        users.Should().ContainSingle().Which.Id.Should().Be("pro");
    }

    private static IAsyncEnumerable<string> IdsAsync(
        QueueUnderTest test, string collection, CancellationToken cancellationToken, Action<UnreadableDocument>? onUnreadable = null)
    {
        return collection switch
        {
            "users" => test.Users.ListAllAsync(filter: null, onUnreadable, cancellationToken).Select(user => user.Id),
            "agents" => test.Agents.ListAllAsync(filter: null, onUnreadable, cancellationToken).Select(agent => agent.Id),
            "tasks" => test.Queue.ListAllAsync(TaskFilter.ByCreator("a"), onUnreadable, cancellationToken).Select(task => task.Id),
            _ => test.Activity.ListAllAsync(filter: null, onUnreadable, cancellationToken).Select(entry => entry.Id),
        };
    }

    // Tasks and entries are listed newest first. Here all have one time, so their ids decide.
    private static IEnumerable<string> Expected(string collection) =>
        collection is "tasks" or "logs" ? Enumerable.Range(0, Count).Reverse().Select(Id) : Enumerable.Range(0, Count).Select(Id);

    private static string Id(int number) => $"id-{number:0000}";

    private static string FieldOf(string collection) => collection switch
    {
        "users" => "preferences",
        "agents" => "lastRun",
        "tasks" => "payload",
        _ => "details",
    };

    private async Task<QueueUnderTest> CreateAsync(string collection, int count)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        KeyValuePair<string, Value>[] fields =
        [
            new("createdBy", Values.Of("a")),
            new("createdAt", Values.Of(QueueUnderTest.LongAgo)),
            new("timestamp", Values.Of(QueueUnderTest.LongAgo)),
        ];
        foreach (var numbers in Enumerable.Range(0, count).Chunk(PageRequest.MaxSize))
        {
            var writes = numbers.Select(number => Writes.Create(test.Engine.Root.Document(collection, Id(number)), fields));
            (await test.Engine.CommitDirectlyAsync([.. writes], Token)).Kind.Should().Be(OutcomeKind.Applied);
        }

        return test;
    }

    private static Task MangleAsync(QueueUnderTest test, string collection, int number) => test.WriteRawAsync(
        Writes.Patch(
            test.Engine.Root.Document(collection, Id(number)),
            [new(FieldOf(collection), Values.Of("text"))],
            [FieldOf(collection)]),
        Token);
}

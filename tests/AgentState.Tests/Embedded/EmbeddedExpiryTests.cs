using AgentState.Contracts;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

/// <summary>The embedded engine deletes expired documents at commits, some time after they expired.</summary>
public sealed class EmbeddedExpiryTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan UntilDeletion = ExpiryRules.Grace + ExpiryRules.Interval;

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
    private readonly EmbeddedDocumentStore store;

    public EmbeddedExpiryTests() => store = new EmbeddedDocumentStore(new DatabaseRoot("p"), time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_AfterTheRetention_DeletesTheDoneTask()
    {
        var test = QueueUnderTest.Over(store, new TaskOptions { Retention = Kept }, time);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var open = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask("other"), Token)).Id;
        var claimed = (await test.Queue.ClaimAsync("github", "a", Token))!;
        await claimed.CompleteAsync(cancellationToken: Token);

        time.Advance(Kept);
        await WriteAsync("users/u");
        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Done, "the grace has not ended");

        time.Advance(UntilDeletion);
        (await test.Queue.GetAsync(id, Token)).Should().NotBeNull("a read deletes nothing");
        await WriteAsync("users/u");

        (await test.Queue.GetAsync(id, Token)).Should().BeNull();
        (await test.Queue.GetAsync(open, Token)).Should().NotBeNull("the task is not done");
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task BatchWriteAsync_AfterTheExpiry_DeletesTheDocument()
    {
        await WriteAsync("logs/l", Expiry(Kept));

        time.Advance(Kept + UntilDeletion);
        await store.BatchWriteAsync([WriteOf("users/u")], Token);

        (await ExistingAsync("logs/l", "users/u")).Should().Equal("users/u");
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task ListenAsync_WhenADocumentIsDeleted_ReportsIt()
    {
        await WriteAsync("tasks/t", Expiry(Kept));
        await WriteAsync("tasks/open");
        var name = NameOf("tasks/t");
        var query = new DocumentQuery("tasks").Build();
        await using var ofQuery = store.ListenAsync(ListenTarget.OfQuery(store.Root.Parent, query), Token).GetAsyncEnumerator(Token);
        await using var ofDocument = store.ListenAsync(ListenTarget.OfDocument(name), Token).GetAsyncEnumerator(Token);
        await NextAsync(ofQuery);
        await NextAsync(ofDocument);
        var wasListed = ofQuery.Current.Documents.ContainsKey(name);

        time.Advance(Kept + UntilDeletion);
        await WriteAsync("users/u");

        wasListed.Should().BeTrue();
        foreach (var listener in new[] { ofQuery, ofDocument })
        {
            await NextAsync(listener);
            listener.Current.Changes.Should().ContainSingle().Which.Should().Match<DocumentDifference>(
                change => change.Name == name && change.Before != null && change.After == null);
        }
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_DocumentsThatDoNotExpire_KeepsThem()
    {
        string[] expiring = ["tasks/t", "logs/l", "agents/a/instances/i"];
        string[] kept = ["users/u", "agents/a", "tasks/t/attempts/1"];
        foreach (var path in expiring.Concat(kept))
        {
            await WriteAsync(path, Expiry(Kept));
        }

        await WriteAsync("tasks/none");
        await WriteAsync("tasks/text", Values.Of("2020-01-01T00:00:00Z"));
        await WriteAsync("tasks/number", Values.Of(0));
        await WriteAsync("tasks/later", Expiry(2 * Kept));
        await WriteAsync("tasks/requeued", Expiry(Kept));
        await WriteAsync("tasks/requeued");
        string[] alsoKept = ["tasks/none", "tasks/text", "tasks/number", "tasks/later", "tasks/requeued"];

        time.Advance(Kept + UntilDeletion);
        await WriteAsync("users/other");

        (await ExistingAsync([.. expiring, .. kept, .. alsoKept])).Should().Equal(kept.Concat(alsoKept));
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_OfAnExpiredDocument_KeepsItForTheInterval()
    {
        var expired = Values.Of(QueueUnderTest.LongAgo);
        await WriteAsync("tasks/first", expired);
        await WriteAsync("tasks/second", expired);

        time.Advance(ExpiryRules.Interval - TimeSpan.FromSeconds(1));
        await WriteAsync("users/u");
        (await ExistingAsync("tasks/first", "tasks/second")).Should().HaveCount(2);

        time.Advance(TimeSpan.FromSeconds(2));
        await WriteAsync("tasks/third", expired);
        (await ExistingAsync("tasks/first", "tasks/second", "tasks/third")).Should().Equal("tasks/third");
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_After10000DoneTasks_DeletesAllWithinTenCommits()
    {
        foreach (var paths in Enumerable.Range(0, 10_000).Select(static i => $"tasks/t{i}").Chunk(500))
        {
            await store.CommitAsync([.. paths.Select(path => WriteOf(path, Expiry(Kept)))], Token);
        }

        (await CountAsync()).Should().Be(10_000);
        time.Advance(Kept + UntilDeletion);
        for (var remaining = 9_000; remaining >= 0; remaining -= ExpiryRules.MaxDocuments)
        {
            await WriteAsync("users/u");
            (await CountAsync()).Should().Be(remaining);
        }
    }

    private string NameOf(string path) => $"{store.Root.Parent}/{path}";

    // A whole document, so that a later write without the field removes it.
    private Write WriteOf(string path, Value? expireAt = null)
    {
        var document = new Document { Name = NameOf(path), Fields = { ["status"] = Values.Of("done") } };
        if (expireAt is not null)
        {
            document.Fields.Add(ExpiryRules.Field, expireAt);
        }

        return new Write { Update = document };
    }

    private async Task WriteAsync(string path, Value? expireAt = null) =>
        (await store.CommitAsync([WriteOf(path, expireAt)], Token)).Kind.Should().Be(OutcomeKind.Applied);

    private Value Expiry(TimeSpan after) => Values.Of(time.GetUtcNow() + after);

    private async Task<IReadOnlyList<string>> ExistingAsync(params string[] paths)
    {
        var snapshots = await store.GetAsync([.. paths.Select(NameOf)], Token);
        return [.. snapshots.Where(static found => found.Document is not null).Select(found => store.Root.PathOf(found.Name))];
    }

    private async Task<long> CountAsync()
    {
        var counted = await store.AggregateAsync(store.Root.Parent, new DocumentQuery("tasks").BuildCount(), Token);
        return counted.Fields[DocumentQuery.CountAlias].IntegerValue;
    }

    private static async Task NextAsync(IAsyncEnumerator<ListenSnapshot> listener) =>
        (await listener.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience, Token)).Should().BeTrue();
}

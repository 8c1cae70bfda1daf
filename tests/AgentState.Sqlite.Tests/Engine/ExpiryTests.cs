using AgentState.Internal.Engines.Embedded.Expiry;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Sqlite.Tests;

/// <summary>Commits delete the documents that have expired, so that the file does not grow without bound.</summary>
public sealed class ExpiryTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UntilDeletion = ExpiryRules.Grace + ExpiryRules.Interval + TimeSpan.FromSeconds(1);

    private readonly FakeMachine machine = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "S6")]
    public async Task CommitAsync_AfterTheGrace_DeletesExpiredDocuments()
    {
        await using var folder = new DatabaseFolder();
        var store = folder.Open(new FakeMachineClock(machine));
        await WriteAsync(store, "logs/expiring", machine.Time.GetUtcNow() + Kept);
        await WriteAsync(store, "logs/kept", machine.Time.GetUtcNow() + (2 * Kept));
        await WriteAsync(store, "others/without-a-policy", machine.Time.GetUtcNow());

        machine.Advance(Kept + (ExpiryRules.Grace / 2));
        await WriteAsync(store, "others/a");
        (await ExistingAsync(store, "logs/expiring", "logs/kept")).Should().Equal("logs/expiring", "logs/kept");
        machine.Advance(UntilDeletion);
        await WriteAsync(store, "others/b");

        (await ExistingAsync(store, "logs/expiring", "logs/kept", "others/without-a-policy", "others/b"))
            .Should().Equal("logs/kept", "others/without-a-policy", "others/b");
    }

    [Fact, Trait("Guarantee", "S6"), Trait("Guarantee", "S3")]
    public async Task Listener_OfAnotherStore_ReportsADeletion()
    {
        await using var folder = new DatabaseFolder();
        var store = folder.Open(new FakeMachineClock(machine));
        await WriteAsync(store, "logs/expiring", machine.Time.GetUtcNow() + Kept);
        await using var listener = await SnapshotReader.OpenAsync(
            folder.Open(new FakeMachineClock(machine), time: new FakeTimeProvider()), "logs");

        machine.Advance(Kept + UntilDeletion);
        await WriteAsync(store, "others/a");

        (await listener.NextAsync()).Documents.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "S6")]
    public async Task File_WhileDocumentsExpire_StopsGrowing()
    {
        const int Rounds = 12;
        await using var folder = new DatabaseFolder();
        var store = folder.Open(new FakeMachineClock(machine));
        var pages = new List<long>();

        for (var round = 0; round < Rounds; round++)
        {
            var expiry = machine.Time.GetUtcNow() + Kept;
            var writes = Enumerable.Range(0, 300).Select(number => WriteOf(store, $"logs/r{round}-{number}", expiry));
            (await store.CommitAsync([.. writes], Token)).Kind.Should().Be(OutcomeKind.Applied);
            machine.Advance(Kept + UntilDeletion);
            pages.Add(await store.NumberAsync("PRAGMA page_count", Token));
        }

        // In each round, the documents of the round before are deleted, and their pages are used again.
        pages[^1].Should().BeLessThanOrEqualTo(2 * pages[2]);
    }

    private static async Task<IReadOnlyList<string>> ExistingAsync(SqliteDocumentStore store, params string[] paths)
    {
        var snapshots = await store.GetAsync([.. paths.Select(path => $"{store.Root.Parent}/{path}")], Token);
        return [.. snapshots.Where(snapshot => snapshot.Document is not null).Select(snapshot => store.Root.PathOf(snapshot.Name))];
    }

    private static async Task WriteAsync(SqliteDocumentStore store, string path, DateTimeOffset? expiry = null) =>
        (await store.CommitAsync([WriteOf(store, path, expiry)], Token)).Kind.Should().Be(OutcomeKind.Applied);

    private static Write WriteOf(SqliteDocumentStore store, string path, DateTimeOffset? expiry)
    {
        KeyValuePair<string, Value>[] fields = expiry is { } time
            ? [new(ExpiryRules.Field, Values.Of(time)), new("text", Values.Of(new string('x', 500)))]
            : [];
        return Writes.Create($"{store.Root.Parent}/{path}", fields);
    }
}

using Microsoft.Extensions.Time.Testing;

namespace AgentState.Sqlite.Tests;

/// <summary>Several processes over one file.</summary>
[Collection(WithProcesses.Name)]
public sealed class ProcessTests
{
    private const string Written = "written";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "S3")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Listener_OverCommitsOfAnotherProcess_EndsWithTheirState(bool useSocket)
    {
        await using var folder = new DatabaseFolder();
        var store = folder.Open(time: new FakeTimeProvider(), useSocket: useSocket);
        await using var listener = await SnapshotReader.OpenAsync(store, Written);
        await using var writer = await ChildProcess.StartAsync("write", folder.DatabasePath, "w");

        var last = await listener.UntilAsync(snapshot => snapshot.Documents.Count >= 50);
        await writer.KillAsync();

        var stored = await WrittenAsync(store);
        while (last.Documents.Count < stored.Count)
        {
            last = await listener.NextAsync();
        }

        last.Documents.Keys.Order(StringComparer.Ordinal).Should().Equal(stored.Order(StringComparer.Ordinal));
    }

    [Fact, Trait("Guarantee", "S3")]
    public async Task Listener_InAnotherProcess_ReportsCommitsOfThisOne()
    {
        await using var folder = new DatabaseFolder();
        var store = folder.Open();
        await using var listener = await ChildProcess.StartAsync("listen", folder.DatabasePath);
        await listener.HearUntilAsync("seen 0");

        await WriteAsync(store, first: 1, count: 1);
        await listener.HearUntilAsync("seen 1");
        await WriteAsync(store, first: 2, count: 1);
        await listener.HearUntilAsync("seen 2");
    }

    [Fact, Trait("Guarantee", "S3")]
    public async Task CommitAsync_AfterAListeningProcessWasKilled_RemovesItsSocket()
    {
        await using var folder = new DatabaseFolder();
        var store = folder.Open();
        await using (var listener = await ChildProcess.StartAsync("listen", folder.DatabasePath))
        {
            await listener.HearUntilAsync("seen 0");
            Assert.SkipWhen(folder.Sockets.Count == 0, "The system has no unix datagram sockets, or the path is too long for one.");
            await listener.KillAsync();
        }

        folder.Number("SELECT count(*) FROM listeners").Should().Be(1, "a killed process removes nothing");

        await WriteAsync(store, first: 1, count: 1);

        await Eventually.TrueAsync(
            () => folder.Sockets.Count == 0 && folder.Number("SELECT count(*) FROM listeners") == 0, Eventually.Patience, Token);
    }

    // The rows of the changes that the listener has not read are deleted, so it must read everything again.
    [Fact, Trait("Guarantee", "S3")]
    public async Task Listener_ThatMissedMoreChangesThanAreKept_ReportsTheLatestState()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows a process cannot be suspended by a signal.");
        const int Missed = 1_300;
        await using var folder = new DatabaseFolder();
        var store = folder.Open(options: new SqliteOptions { LockTimeout = TimeSpan.FromSeconds(5) });
        await using var listener = await ChildProcess.StartAsync("listen", folder.DatabasePath);
        await listener.HearUntilAsync("seen 0");
        await SuspendAsync(listener, store);

        await WriteAsync(store, first: 1, Missed);
        folder.Number("SELECT min(sequence) FROM changes").Should().BeGreaterThan(10, "the oldest changes are deleted");
        await listener.SignalAsync("CONT");

        await listener.HearUntilAsync($"seen {Missed}");
    }

    [Fact, Trait("Guarantee", "S3"), Trait("Guarantee", "T1")]
    public async Task ClaimAsync_InSeveralProcesses_ClaimsEachTaskOnce()
    {
        const int Tasks = 300;
        await using var folder = new DatabaseFolder();
        var queue = QueueUnderTest.Over(folder.Open()).Queue;
        await queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), Tasks)], Token);
        var claimers = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(number => ChildProcess.StartAsync("claim", folder.DatabasePath, $"c{number}")));
        try
        {
            await Task.WhenAll(claimers.Select(claimer => claimer.SayAsync("go")));
            var claimed = (await Task.WhenAll(claimers.Select(ClaimedAsync))).SelectMany(ids => ids).ToList();

            claimed.Should().HaveCount(Tasks).And.OnlyHaveUniqueItems();
            (await queue.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Done), Token)).Should().Be(Tasks);
        }
        finally
        {
            await Task.WhenAll(claimers.Select(claimer => claimer.DisposeAsync().AsTask()));
        }
    }

    private static async Task<IReadOnlyList<string>> ClaimedAsync(ChildProcess claimer)
    {
        var ids = new List<string>();
        while (await claimer.HearAsync() is var line && line != "done")
        {
            ids.Add(line);
        }

        return ids;
    }

    // A process that is suspended in the middle of a transaction keeps the lock of the file. Then it goes on, and is suspended again.
    private static async Task SuspendAsync(ChildProcess process, SqliteDocumentStore store)
    {
        while (true)
        {
            await process.SignalAsync("STOP");
            try
            {
                await store.CommitAsync([Writes.Patch(store.Root.Document("others", "a"), [], [])], Token);
                return;
            }
            catch (StateUnavailableException)
            {
                await process.SignalAsync("CONT");
            }
        }
    }

    private static async Task WriteAsync(SqliteDocumentStore store, int first, int count)
    {
        foreach (var number in Enumerable.Range(first, count))
        {
            var outcome = await store.CommitAsync([Writes.Create(store.Root.Document(Written, $"d{number:00000}"), [])], Token);
            outcome.Kind.Should().Be(OutcomeKind.Applied);
        }
    }

    private static async Task<IReadOnlyList<string>> WrittenAsync(SqliteDocumentStore store)
    {
        var result = await store.QueryAsync(store.Root.Parent, new DocumentQuery(Written).Build(), Token);
        return [.. result.Documents.Select(document => document.Name)];
    }
}

using System.Globalization;

namespace AgentState.Sqlite.Tests;

/// <summary>Processes that write to one file are killed in turn: no acknowledged commit is lost, and none is applied twice.</summary>
[Collection(WithProcesses.Name)]
public sealed class CrashTests
{
    /// <summary>Names the variable with the duration in seconds, with a kill every 5 s; by default, each writer is killed thrice.</summary>
    private const string SecondsVariable = "AGENTSTATE_SQLITE_CRASH_SECONDS";

    private const int Writers = 4;
    private const int KillsOfEach = 3;
    private const int CommitsBeforeAKill = 20;
    private const int PageSize = 1_000;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "S5")]
    public async Task Writers_KilledInTurn_LoseAndDoubleNoCommit()
    {
        await using var folder = new DatabaseFolder();
        var names = Enumerable.Range(0, Writers).Select(number => $"w{number}");
        WriterUnderTest[] writers = [.. names.Select(name => new WriterUnderTest(folder.DatabasePath, name))];
        try
        {
            await Task.WhenAll(writers.Select(writer => writer.StartAsync()));
            var kills = await KillInTurnAsync(writers);
            foreach (var writer in writers)
            {
                await writer.HasAcknowledgedAsync(CommitsBeforeAKill);
                await writer.KillAsync();
            }

            var commits = writers.Sum(writer => writer.Acknowledged);
            TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {commits} acknowledged commits");
        }
        finally
        {
            await Task.WhenAll(writers.Select(writer => writer.DisposeAsync().AsTask()));
        }

        folder.CheckIntegrity().Should().Be("ok");
        var store = folder.Open();
        var stored = await NumbersAsync(store);
        foreach (var writer in writers)
        {
            var numbers = stored[writer.Name].ToList();
            numbers.Should().Equal(Enumerable.Range(1, numbers.Count).Select(number => (long)number), "no commit is missing");
            (await CounterAsync(store, writer.Name)).Should().Be(numbers.Count, "each commit is applied once, with both of its writes");
            (numbers.Count - writer.Acknowledged).Should().BeInRange(0, 1, "only the commit in progress can be unacknowledged");
        }

        folder.CheckIntegrity().Should().Be("ok");
    }

    // Returns the number of kills. Each writer is started again.
    private static async Task<int> KillInTurnAsync(WriterUnderTest[] writers)
    {
        var isLong = int.TryParse(Environment.GetEnvironmentVariable(SecondsVariable), CultureInfo.InvariantCulture, out var seconds);
        using var pace = new PeriodicTimer(Pace);
        var started = TimeProvider.System.GetTimestamp();
        var kills = 0;
        while (kills < Writers * KillsOfEach || TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(seconds))
        {
            if (isLong)
            {
                await pace.WaitForNextTickAsync(Token);
            }

            var writer = writers[kills % Writers];
            await writer.HasAcknowledgedAsync(CommitsBeforeAKill);
            await writer.KillAsync();
            kills++;
            await writer.StartAsync();
        }

        return kills;
    }

    private static async Task<ILookup<string, long>> NumbersAsync(SqliteDocumentStore store)
    {
        var numbers = new List<(string Writer, long Number)>();
        var query = new DocumentQuery("written").Limit(PageSize);
        while (true)
        {
            var page = (await store.QueryAsync(store.Root.Parent, query.Build(), Token)).Documents;
            numbers.AddRange(page.Select(document => (document.Fields["writer"].StringValue, document.Fields["number"].IntegerValue)));
            if (page.Count < PageSize)
            {
                return numbers.ToLookup(entry => entry.Writer, entry => entry.Number, StringComparer.Ordinal);
            }

            query.StartAfter(page[^1]);
        }
    }

    private static async Task<long> CounterAsync(SqliteDocumentStore store, string writer)
    {
        var snapshots = await store.GetAsync([store.Root.Document("counters", writer)], Token);
        return snapshots[0].Document!.Fields["count"].IntegerValue;
    }
}

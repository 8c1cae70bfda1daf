namespace AgentState.SqliteProcess;

/// <summary>Listens to the documents of the writers, and prints "seen N" for each snapshot, where N is their number.</summary>
internal static class Listener
{
    public static async Task RunAsync(string file)
    {
        await using var store = Files.Open(file, new StandingTime());
        Console.WriteLine("started");
        var target = ListenTarget.OfQuery(store.Root.Parent, new DocumentQuery(Files.Written).Build());
        await foreach (var snapshot in store.ListenAsync(target, CancellationToken.None))
        {
            Console.WriteLine($"seen {snapshot.Documents.Count}");
        }
    }

    // Without timers, the listener reads again only if the file reports a change.
    private sealed class StandingTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}

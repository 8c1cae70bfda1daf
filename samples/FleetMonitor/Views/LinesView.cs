using AgentState;

namespace FleetMonitor.Views;

/// <summary>Writes one line per change, for pipes, files and tests.</summary>
internal sealed class LinesView : IFleetView
{
    private readonly HashSet<QueueDepth> counted = [];
    private readonly HashSet<UnreadableDocument> unreadable = [];

    // The Show methods write at once, so this only waits for the cancellation.
    public Task RunAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public void Show(AgentsSnapshot fleet)
    {
        Write(fleet.Changes.SelectMany(ChangeLines.Of));
        Write(fleet.Unreadable.Where(unreadable.Add).Select(document => $"unreadable {document.Path}: {document.Reason}"));
    }

    public void Show(IReadOnlyList<ActivityEntry> entries) => Write(entries.Select(Line));

    public void Show(IReadOnlyList<QueueDepth> depths)
    {
        Write(depths.Except(counted).Select(Line));
        counted.Clear();
        counted.UnionWith(depths);
    }

    private static string Line(ActivityEntry entry) =>
        $"{entry.Timestamp.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Words.Of(entry.Level)} " +
        $"{entry.Agent}: {entry.Action} {entry.Details.ToJson()}";

    private static string Line(QueueDepth depth) =>
        $"queue {depth.Type}: {depth.Pending} pending, {depth.Processing} processing, {depth.Failed} failed";

    private static void Write(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(Words.OneLine(line));
        }
    }
}

using AgentState;
using Spectre.Console;

namespace FleetMonitor.Views;

/// <summary>Shows tables on a terminal, and redraws them after changes, at most ten times a second.</summary>
/// <remarks>It shows the time of a heartbeat, since its age would need a redraw every second. A stale heartbeat is a change.</remarks>
internal sealed class ScreenView : IFleetView
{
    private readonly AgentStateClient client;
    private readonly OnDemand draw;
    private readonly Lock gate = new();
    private Screen screen = new();
    private LiveDisplayContext? live;
    private (int Width, int Height) size;

    public ScreenView(AgentStateClient client)
    {
        this.client = client;
        draw = new OnDemand(TimeSpan.FromMilliseconds(100), DrawAsync);
    }

    public Task RunAsync(CancellationToken cancellationToken) => AnsiConsole.Live(new Text("Reading the fleet ..."))
        .Cropping(VerticalOverflowCropping.Bottom)
        .StartAsync(context =>
        {
            live = context;
            return draw.RunAsync(cancellationToken);
        });

    public void Show(AgentsSnapshot fleet) => Change(now => now with { Fleet = fleet });

    public void Show(IReadOnlyList<ActivityEntry> entries) =>
        Change(now => now with { Entries = [.. entries.Reverse().Concat(now.Entries).Take(Screen.MostEntries)] });

    public void Show(IReadOnlyList<QueueDepth> depths) => Change(now => now with { Depths = depths });

    private void Change(Func<Screen, Screen> change)
    {
        lock (gate)
        {
            screen = change(screen);
        }

        draw.Ask();
    }

    private Task DrawAsync(CancellationToken cancellationToken)
    {
        Screen now;
        lock (gate)
        {
            now = screen;
        }

        if (now.Fleet is null)
        {
            return Task.CompletedTask;
        }

        // After a resize, the previous content is at another position, so clear the screen.
        var sizeNow = (AnsiConsole.Profile.Width, AnsiConsole.Profile.Height);
        if (size != default && size != sizeNow)
        {
            AnsiConsole.Clear();
        }

        size = sizeNow;
        live!.UpdateTarget(now.ToTables(client.Billed, AnsiConsole.Profile.Height));
        return Task.CompletedTask;
    }
}

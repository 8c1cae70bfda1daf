using AgentState;
using Spectre.Console;

namespace FleetMonitor.Views;

/// <summary>
/// Tables that stay where they are. They are drawn anew when something has changed, ten times a second at most, and not at all while nothing does: so heartbeats are
/// shown by their time. Their age would be wrong a second later, or need a timer; that it has grown too old is a change, and is drawn as one.
/// </summary>
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

    public Task RunAsync(CancellationToken cancellationToken) => AnsiConsole.Live(new Text("Looking at the fleet ..."))
        .Cropping(VerticalOverflowCropping.Bottom)
        .StartAsync(context =>
        {
            live = context;
            return draw.RunAsync(cancellationToken);
        });

    public void Show(FleetSnapshot fleet) => Change(now => now with { Fleet = fleet });

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

        // What was drawn for a terminal of another size is not where it was.
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

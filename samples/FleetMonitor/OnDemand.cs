using System.Threading.Channels;
using AgentState;

namespace FleetMonitor;

/// <summary>Runs an action on request, with a minimum interval; requests during the interval lead to one run after it.</summary>
internal sealed class OnDemand(TimeSpan atMostEvery, Func<CancellationToken, Task> act)
{
    private readonly Channel<bool> asked =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ask() => asked.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in asked.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await act(cancellationToken);
            }
            catch (StateUnavailableException)
            {
                // Retries, as the watch does, until the database is available again.
                Ask();
            }

            await Task.Delay(atMostEvery, cancellationToken);
        }
    }
}

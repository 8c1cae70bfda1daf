using System.Threading.Channels;
using AgentState;

namespace FleetMonitor;

/// <summary>Does something when it is asked to, but not more often than that: however many ask in the meantime, they are answered once, at its end.</summary>
internal sealed class OnDemand(TimeSpan atMostEvery, Func<CancellationToken, Task> act)
{
    private readonly Channel<bool> asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

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
                // The watch goes on when the database is back, and so does this.
                Ask();
            }

            await Task.Delay(atMostEvery, cancellationToken);
        }
    }
}

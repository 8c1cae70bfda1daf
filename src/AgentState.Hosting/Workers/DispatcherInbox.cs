using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace AgentState;

/// <summary>What a loop has to do: posted by anybody, done by the loop alone, one after the other. Calls under way are followed: what they bring is taken in by the loop as well.</summary>
internal sealed class DispatcherInbox(TimeProvider time)
{
    private readonly Channel<Action> actions = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private int underWay;

    /// <summary>Whether a call is under way. For the loop.</summary>
    public bool IsCalling => underWay > 0;

    /// <summary>Has something done by the loop.</summary>
    public void Post(Action action) => actions.Writer.TryWrite(action);

    /// <summary>Has something done by the loop, after some time.</summary>
    public void PostLater(Action action, TimeSpan delay) => _ = PostLaterAsync(action, delay);

    /// <summary>Does all there is to do. For the loop.</summary>
    public void Work()
    {
        while (actions.Reader.TryRead(out var action))
        {
            action();
        }
    }

    /// <summary>Ends when there is something to do.</summary>
    public async Task WaitAsync() => await actions.Reader.WaitToReadAsync().ConfigureAwait(false);

    /// <summary>A call is under way; when it is over, the loop does what it brought. For the loop.</summary>
    public void Follow(Task<Action> call)
    {
        underWay++;
        _ = TakeInAsync();

        async Task TakeInAsync()
        {
            Action takeIn;
            try
            {
                takeIn = await call.ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // Nothing that was foreseen: it ends the loop, which tells.
                takeIn = ExceptionDispatchInfo.Capture(error).Throw;
            }

            Post(() =>
            {
                underWay--;
                takeIn();
            });
        }
    }

    private async Task PostLaterAsync(Action action, TimeSpan delay)
    {
        await Task.Delay(delay, time).ConfigureAwait(false);
        Post(action);
    }
}

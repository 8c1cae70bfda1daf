using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>The queue of messages for the dispatcher's loop. Any thread may post; only the loop reads.</summary>
internal sealed class DispatcherInbox(TimeProvider time)
{
    private readonly Channel<DispatcherMessage> messages =
        Channel.CreateUnbounded<DispatcherMessage>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Adds a message.</summary>
    public void Post(DispatcherMessage message) => messages.Writer.TryWrite(message);

    /// <summary>Adds a message after a delay, by the registered clock unless another one is given.</summary>
    public void PostLater(DispatcherMessage message, TimeSpan delay, TimeProvider? clock = null) =>
        _ = PostWhenDoneAsync(async () =>
        {
            await Task.Delay(delay, clock ?? time).ConfigureAwait(false);
            return message;
        });

    /// <summary>Adds the message that the work returns; an exception becomes a <see cref="DispatcherMessage.Failed"/>.</summary>
    public void PostWhenDone(Func<Task<DispatcherMessage>> work) => _ = PostWhenDoneAsync(work);

    /// <summary>Reads the next message; returns false if there is none.</summary>
    public bool TryRead([NotNullWhen(true)] out DispatcherMessage? message) => messages.Reader.TryRead(out message);

    /// <summary>Waits for a message.</summary>
    public async Task WaitAsync() => await messages.Reader.WaitToReadAsync().ConfigureAwait(false);

    private async Task PostWhenDoneAsync(Func<Task<DispatcherMessage>> work)
    {
        try
        {
            Post(await work().ConfigureAwait(false));
        }
        catch (Exception error)
        {
            Post(new DispatcherMessage.Failed(error));
        }
    }
}

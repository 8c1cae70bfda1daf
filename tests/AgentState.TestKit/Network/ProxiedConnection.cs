using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace AgentState.TestKit;

/// <summary>One connection through the proxy, open until either side closes or it is reset.</summary>
internal sealed class ProxiedConnection(Socket client, Func<TimeSpan> delay)
{
    private const int BufferBytes = 64 * 1024;

    private readonly Socket server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly TaskCompletionSource broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool swallows;

    /// <summary>Accepts data and discards it from now on.</summary>
    public void Swallow() => swallows = true;

    /// <summary>Resets both sides at once; data in flight is lost.</summary>
    public void Reset()
    {
        Abort(client);
        Abort(server);
        broken.TrySetResult();
    }

    /// <param name="target">The server; null resets the connection at once.</param>
    public async Task RunAsync(IPEndPoint? target)
    {
        if (target is not null)
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(target);
                await Task.WhenAll(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The server is unreachable, or the client has disconnected.
            }
        }

        Reset();
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var underway = Channel.CreateUnbounded<(byte[] Bytes, long SentAt)>(
            new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        try
        {
            await Task.WhenAll(TakeAsync(from, underway.Writer), DeliverAsync(underway.Reader, to));
            if (swallows)
            {
                // A black hole does not forward the close of one side either.
                await broken.Task;
            }
            else
            {
                to.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // If one side breaks, reset both.
            Reset();
        }
    }

    private async Task TakeAsync(Socket from, ChannelWriter<(byte[] Bytes, long SentAt)> underway)
    {
        try
        {
            var buffer = new byte[BufferBytes];
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                underway.TryWrite((buffer[..count], TimeProvider.System.GetTimestamp()));
            }
        }
        finally
        {
            underway.Complete();
        }
    }

    private async Task DeliverAsync(ChannelReader<(byte[] Bytes, long SentAt)> underway, Socket to)
    {
        await foreach (var (bytes, sentAt) in underway.ReadAllAsync())
        {
            if (delay() - TimeProvider.System.GetElapsedTime(sentAt) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest, TimeProvider.System);
            }

            for (var sent = 0; sent < bytes.Length && !swallows;)
            {
                sent += await to.SendAsync(bytes.AsMemory(sent));
            }
        }
    }

    private static void Abort(Socket socket)
    {
        try
        {
            // With a linger time of zero, closing sends a reset.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The socket is already closed.
        }

        socket.Dispose();
    }
}

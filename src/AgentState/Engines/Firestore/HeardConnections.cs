using System.Collections.Concurrent;
using System.Net.Sockets;

namespace AgentState;

/// <summary>
/// The connections of one channel. One that was cut without a word, by a router that forgot it, say, takes calls for as long as nobody asks it whether
/// it lives; so when a call has waited in vain, the connections on which nothing was heard all the while are closed.
/// </summary>
internal sealed class HeardConnections
{
    // The timers of calls and the marks of what was heard are not the same clock to the millisecond.
    private const double Tolerance = 0.9;

    private readonly ConcurrentDictionary<HeardConnection, bool> open = new();

    /// <summary>Opens one.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            var connection = new HeardConnection(socket, closed => open.TryRemove(closed, out _));
            open.TryAdd(connection, true);
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Closes those on which nothing was heard for so long, while something was waited for.</summary>
    public void DropSilent(TimeSpan silence)
    {
        foreach (var connection in open.Keys)
        {
            if (connection.Silence >= silence * Tolerance)
            {
                connection.Abort();
            }
        }
    }
}

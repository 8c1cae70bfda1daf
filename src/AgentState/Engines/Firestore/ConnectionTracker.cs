using System.Collections.Concurrent;
using System.Net.Sockets;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>The open connections of one channel; closes those that went silent.</summary>
/// <remarks>
/// A connection that was cut silently, for example by a router, still takes calls until a ping fails. So after a call timed out, the
/// connections that received nothing during the whole call are closed.
/// </remarks>
internal sealed class ConnectionTracker
{
    // The timers of calls and the timestamps of received data can differ by milliseconds.
    private const double Tolerance = 0.9;

    private readonly ConcurrentDictionary<TrackedConnection, bool> open = new();

    /// <summary>Opens a connection.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            var connection = new TrackedConnection(socket, closed => open.TryRemove(closed, out _));
            open.TryAdd(connection, true);
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connections that have received nothing for at least 90 % of a time.</summary>
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

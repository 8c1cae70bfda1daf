using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>A connection that records when it last received data.</summary>
internal sealed class TrackedConnection : NetworkStream
{
    private readonly Action<TrackedConnection> onClosed;
    private long lastHeard = TimeProvider.System.GetTimestamp();

    public TrackedConnection(Socket socket, Action<TrackedConnection> onClosed)
        : base(socket, ownsSocket: true) => this.onClosed = onClosed;

    /// <summary>The time since data was last received, or since the connection was opened.</summary>
    public TimeSpan Silence => TimeProvider.System.GetElapsedTime(Volatile.Read(ref lastHeard));

    // Pooled, because reads are frequent.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref lastHeard, TimeProvider.System.GetTimestamp());
        return read;
    }

    /// <summary>Closes the connection: its pending calls fail at once, and later calls use another connection.</summary>
    public void Abort() => Socket.Close(timeout: 0);

    protected override void Dispose(bool disposing)
    {
        onClosed(this);
        base.Dispose(disposing);
    }
}

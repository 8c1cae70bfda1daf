using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace AgentState;

/// <summary>A connection that knows when it was heard last.</summary>
internal sealed class HeardConnection : NetworkStream
{
    private readonly Action<HeardConnection> onClosed;
    private long lastHeard = TimeProvider.System.GetTimestamp();

    public HeardConnection(Socket socket, Action<HeardConnection> onClosed)
        : base(socket, ownsSocket: true) => this.onClosed = onClosed;

    /// <summary>For how long nothing has come from the other side; since it was opened, where nothing has yet.</summary>
    public TimeSpan Silence => TimeProvider.System.GetElapsedTime(Volatile.Read(ref lastHeard));

    // Read all the time while the connection is open: no allocation for each.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref lastHeard, TimeProvider.System.GetTimestamp());
        return read;
    }

    /// <summary>Closes it under those who use it: what they wait for fails at once, and what comes next takes another connection.</summary>
    public void Abort() => Socket.Close(timeout: 0);

    protected override void Dispose(bool disposing)
    {
        onClosed(this);
        base.Dispose(disposing);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AgentState.TestKit;

/// <summary>
/// A TCP proxy in front of a local server that can cut, delay, drop or redirect connections.
/// </summary>
/// <example><code>
/// await using var proxy = TcpProxy.Start(emulator.Host);
/// // connect to proxy.Host, then:
/// proxy.Cut();
/// </code></example>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<ProxiedConnection, bool> open = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Task accepting;
    private volatile IPEndPoint? server;
    private volatile bool isHole;
    private volatile bool refuses;
    private long delayTicks;
    private int accepted;

    private TcpProxy(string host)
    {
        Retarget(host);
        listener.Start();
        Host = $"{listener.LocalEndpoint}";
        accepting = AcceptAsync();
    }

    /// <summary>The listen address, as <c>host:port</c>.</summary>
    public string Host { get; }

    /// <summary>The number of connections accepted so far.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>The latency in each direction; it does not limit the amount of data in flight.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref delayTicks));
        set => Volatile.Write(ref delayTicks, value.Ticks);
    }

    /// <param name="host">The server, as <c>host:port</c>.</param>
    public static TcpProxy Start(string host) => new(host);

    /// <summary>Sends new connections to another server; open connections do not change.</summary>
    /// <param name="host">The server, as <c>host:port</c>; null resets new connections at once.</param>
    public void Retarget(string? host) => server = host is null ? null : IPEndPoint.Parse(host);

    /// <summary>Resets all open connections.</summary>
    public void Cut()
    {
        foreach (var connection in open.Keys)
        {
            connection.Reset();
        }
    }

    /// <summary>Resets new connections at once; open connections do not change.</summary>
    public void Refuse() => refuses = true;

    /// <summary>Accepts new connections again.</summary>
    public void Accept() => refuses = false;

    /// <summary>
    /// Discards all traffic of open and new connections without closing them; only connections made after <see cref="Heal"/> work again.
    /// </summary>
    public void BlackHole()
    {
        isHole = true;
        foreach (var connection in open.Keys)
        {
            connection.Swallow();
        }
    }

    /// <summary>Ends the black hole and the delay; discarded data stays lost.</summary>
    public void Heal()
    {
        isHole = false;
        Delay = TimeSpan.Zero;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await accepting;
        Cut();
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync(ending.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref accepted);
            _ = ServeAsync(new ProxiedConnection(client, () => Delay));
        }
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        open.TryAdd(connection, true);
        if (isHole)
        {
            connection.Swallow();
        }

        await connection.RunAsync(refuses ? null : server);
        open.TryRemove(connection, out _);
    }
}

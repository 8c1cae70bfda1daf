using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AgentState.TestKit;

/// <summary>
/// A stretch of network before a server on this machine, that can be cut, slowed down, and made a black hole; and that goes to another server
/// when the one before was killed.
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

    /// <summary>Where it listens, as <c>host:port</c>.</summary>
    public string Host { get; }

    /// <summary>How many connections it has taken so far.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>How long what is sent takes to arrive, each way. It holds nothing back: as much may be on its way as is sent.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref delayTicks));
        set => Volatile.Write(ref delayTicks, value.Ticks);
    }

    /// <param name="host">The server, as <c>host:port</c>.</param>
    public static TcpProxy Start(string host) => new(host);

    /// <summary>Connections go to another server from now on; null = to none: they are reset as soon as they are made. Those that are open stay as they are.</summary>
    /// <param name="host">The server, as <c>host:port</c>.</param>
    public void Retarget(string? host) => server = host is null ? null : IPEndPoint.Parse(host);

    /// <summary>Resets all connections there are.</summary>
    public void Cut()
    {
        foreach (var connection in open.Keys)
        {
            connection.Reset();
        }
    }

    /// <summary>Resets connections as soon as they are made; those that are open stay as they are.</summary>
    public void Refuse() => refuses = true;

    /// <summary>Takes connections again.</summary>
    public void Accept() => refuses = false;

    /// <summary>
    /// Lets everything disappear without a word, on the connections there are and on those that come. Connections that are open by then are never heard of again; after
    /// <see cref="Heal"/> new ones are served.
    /// </summary>
    public void BlackHole()
    {
        isHole = true;
        foreach (var connection in open.Keys)
        {
            connection.Swallow();
        }
    }

    /// <summary>Ends a black hole and a delay. What was swallowed is lost.</summary>
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

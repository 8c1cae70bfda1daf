using System.Net.Sockets;
using AgentState.Internal.Sqlite.Changes;

namespace AgentState.Internal.Sqlite.Files;

/// <summary>Wakes the listeners of other processes after a commit, and lets them wake those of this one.</summary>
/// <remarks>A process without listeners has no socket and does not poll.</remarks>
/// <param name="path">The full path of the database file.</param>
/// <param name="useSocket">Whether to use sockets where the system has them.</param>
internal sealed class ProcessWaking(string path, bool useSocket) : IDisposable
{
    private static readonly TimeSpan PollWithSocket = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollWithoutSocket = TimeSpan.FromMilliseconds(50);

    private readonly Lazy<Socket> sender = new(static () =>
        new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false });

    private readonly Lock gate = new();
    private WakeSocket? own;
    private bool isListening;

    /// <summary>Begins to receive, at the first listener of this process.</summary>
    public async ValueTask BeginAsync(FileThread thread, CancellationToken cancellationToken)
    {
        WakeSocket? created;
        lock (gate)
        {
            if (isListening)
            {
                return;
            }

            isListening = true;
            created = own = useSocket ? WakeSocket.Create(path) : null;
        }

        thread.Poll(created is null ? PollWithoutSocket : PollWithSocket);
        if (created is { Address: var address })
        {
            _ = created.ReceiveAsync(() => LookForNews(thread));

            // Every listener depends on it, so it does not end with the first one.
            await thread.RunAsync(file => Add(file, address), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Wakes the other processes; returns the sockets whose processes have ended.</summary>
    public IReadOnlyList<string> Wake(IReadOnlyList<string> addresses) =>
        [.. addresses.Where(address => address != own?.Address && !WakeSocket.Wake(sender.Value, path, address))];

    public void Dispose()
    {
        own?.Dispose();
        if (sender.IsValueCreated)
        {
            sender.Value.Dispose();
        }
    }

    private static bool Add(DatabaseFile file, string address)
    {
        file.Listeners.Add(address);
        return true;
    }

    // An empty transaction reads the changes of the others. It fails only if the store was disposed, or the file cannot be used.
    private static void LookForNews(FileThread thread)
    {
        try
        {
            _ = thread.RunAsync(static _ => true, CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // Nobody listens any more.
        }
    }
}

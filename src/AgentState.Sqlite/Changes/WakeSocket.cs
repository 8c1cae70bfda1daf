using System.Net.Sockets;
using System.Text;

namespace AgentState.Internal.Sqlite.Changes;

/// <summary>The unix datagram socket beside the file, by which other processes wake the listeners of this one.</summary>
/// <remarks>A datagram has no content: what changed is read from the file. So a lost one costs delay alone.</remarks>
internal sealed class WakeSocket : IDisposable
{
    private const int MaxPathBytes = 100; // sockaddr_un has 104 bytes on macOS and 108 on Linux

    private readonly Socket socket;
    private readonly string path;

    private WakeSocket(Socket socket, string path, string address)
    {
        this.socket = socket;
        this.path = path;
        Address = address;
    }

    /// <summary>The file name of the socket, in the folder of the database file.</summary>
    public string Address { get; }

    /// <summary>Creates a socket; null where the system has none, or where the path is too long for one.</summary>
    public static WakeSocket? Create(string file)
    {
        var address = $"{Path.GetFileName(file)}-{Guid.NewGuid():N}"[..^20] + ".sock";
        var place = PlaceOf(file, address);
        if (Encoding.UTF8.GetByteCount(place) > MaxPathBytes || OperatingSystem.IsWindows())
        {
            return null;
        }

        Socket? created = null;
        try
        {
            created = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            created.Bind(new UnixDomainSocketEndPoint(place));
            return new WakeSocket(created, place, address);
        }
        catch (SocketException)
        {
            // The poll finds the changes, later.
            created?.Dispose();
            return null;
        }
    }

    /// <summary>Calls back for each datagram until the socket is disposed.</summary>
    public async Task ReceiveAsync(Action wake)
    {
        var buffer = new byte[1];
        try
        {
            while (true)
            {
                await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None).ConfigureAwait(false);
                wake();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Disposed.
        }
    }

    /// <summary>Sends a datagram to a socket; returns whether a process still owns it.</summary>
    public static bool Wake(Socket sender, string file, string address)
    {
        var place = PlaceOf(file, address);
        try
        {
            sender.SendTo([1], SocketFlags.None, new UnixDomainSocketEndPoint(place));
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            File.Delete(place);
            return false;
        }
        catch (SocketException)
        {
            // Full: the receiver wakes for the datagrams before. Or the system refuses; then it polls.
            return File.Exists(place);
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        File.Delete(path);
    }

    private static string PlaceOf(string file, string address) => Path.Combine(Path.GetDirectoryName(file)!, address);
}

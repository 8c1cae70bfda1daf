using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentState.AotProcess;

/// <summary>Issues tokens on this machine, for a refresh token and for an app.</summary>
internal sealed class LoopbackProvider : IDisposable
{
    private readonly HttpListener listener = new();
    private int given;

    public LoopbackProvider()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        listener.Prefixes.Add(Address.AbsoluteUri);
        listener.Start();
        Serving = ServeAsync();
    }

    public Uri Address { get; }

    public Task Serving { get; }

    public void Dispose() => listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            var context = await listener.GetContextAsync();
            using var response = context.Response;
            given++;
            var (status, body) = context.Request.Url!.AbsolutePath switch
            {
                "/token" => (200, $$"""{ "access_token": "access-{{given}}", "refresh_token": "refresh-{{given}}", "expires_in": 3600 }"""),
                "/resource" when given < 4 => (401, "{}"),
                "/resource" => (200, "{}"),
                _ => (201, $$"""{ "token": "installation-{{given}}", "expires_at": "2099-01-01T00:00:00Z" }"""),
            };
            response.StatusCode = status;
            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        }
    }
}

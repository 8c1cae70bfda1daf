using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace AgentState.TestKit;

/// <summary>
/// <see cref="ScriptedGrants"/> on this machine's own network, for processes that share them: a POST with the refresh token as its body is answered by the next pair, two
/// lines of text, or by 400.
/// </summary>
internal sealed class ScriptedGrantServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Func<Task>> before = new();
    private int requests;

    private ScriptedGrantServer(WebApplication app, ScriptedGrants grants)
    {
        this.app = app;
        Grants = grants;
    }

    public ScriptedGrants Grants { get; }

    /// <summary>How many requests came.</summary>
    public int Requests => Volatile.Read(ref requests);

    public Uri Address => new(app.Urls.Single());

    public static async Task<ScriptedGrantServer> StartAsync(ScriptedGrants grants, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));

        var server = new ScriptedGrantServer(builder.Build(), grants);
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>What happens when the next request has come, before its refresh token is used up. Whoever has gone meanwhile uses up none.</summary>
    public void Next(Func<Task> happens) => before.Enqueue(happens);

    public async ValueTask DisposeAsync()
    {
        // What is still held up is not waited for.
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var refreshToken = await body.ReadToEndAsync(context.RequestAborted);
        Interlocked.Increment(ref requests);
        if (before.TryDequeue(out var happens))
        {
            await happens();
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (Grants.Refresh(refreshToken) is { } pair)
        {
            await context.Response.WriteAsync($"{pair.Access}\n{pair.Refresh}");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }
}

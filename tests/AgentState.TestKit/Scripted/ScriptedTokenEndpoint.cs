using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace AgentState.TestKit;

/// <summary>A local replacement for Google's token endpoint; it issues <c>token-1</c>, <c>token-2</c> and so on.</summary>
internal sealed class ScriptedTokenEndpoint : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> answers = new();
    private int requests;

    private ScriptedTokenEndpoint(WebApplication app) => this.app = app;

    /// <summary>The number of token requests.</summary>
    public int Requests => Volatile.Read(ref requests);

    public static async Task<ScriptedTokenEndpoint> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));

        var endpoint = new ScriptedTokenEndpoint(builder.Build());
        endpoint.app.Run(endpoint.AnswerAsync);
        await endpoint.app.StartAsync(cancellationToken);
        return endpoint;
    }

    /// <summary>Sets the lifetime of the next token; the default is one hour.</summary>
    public void NextExpiresIn(TimeSpan lifetime) => answers.Enqueue(context => IssueAsync(context, lifetime));

    /// <summary>Refuses the next request with an OAuth error code.</summary>
    public void NextFails(HttpStatusCode status, string error) => answers.Enqueue(context =>
    {
        context.Response.StatusCode = (int)status;
        return context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["error"] = error });
    });

    /// <summary>Leaves the next request without a reply.</summary>
    public void NextStalls() => answers.Enqueue(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    /// <summary>Returns a service account key as JSON, with a new private key and this endpoint as its token URI.</summary>
    public string ServiceAccountJson(string projectId)
    {
        using var key = RSA.Create(2048);
        return JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["project_id"] = projectId,
            ["private_key_id"] = "key-1",
            ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["client_email"] = $"tests@{projectId}.iam.gserviceaccount.com",
            ["token_uri"] = $"{app.Urls.Single()}/token",
        });
    }

    public async ValueTask DisposeAsync()
    {
        // Do not wait for requests that stall.
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        try
        {
            await (answers.TryDequeue(out var answer) ? answer(context) : IssueAsync(context, TimeSpan.FromHours(1)));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected, which ends a stall.
        }
    }

    private Task IssueAsync(HttpContext context, TimeSpan lifetime) => context.Response.WriteAsJsonAsync(new Dictionary<string, object>
    {
        ["access_token"] = $"token-{Requests}",
        ["token_type"] = "Bearer",
        ["expires_in"] = (int)lifetime.TotalSeconds,
    });
}

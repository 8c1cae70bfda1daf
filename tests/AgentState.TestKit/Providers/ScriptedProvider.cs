using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace AgentState.TestKit;

/// <summary>
/// A local token provider over real HTTP. It has an OAuth 2.0 token endpoint (<c>/token</c>, <c>/revoke</c>), GitHub Enterprise Server
/// endpoints, and a resource (<c>/resource</c>) that requires a valid token. It behaves correctly unless a script changes it, and records
/// every request.
/// </summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TimeProvider time;
    private readonly ConcurrentQueue<ProviderScript> scripts = new();
    private readonly ConcurrentQueue<RecordedRequest> requests = new();
    private readonly Channel<RecordedRequest> arrivals = Channel.CreateUnbounded<RecordedRequest>();

    private ScriptedProvider(WebApplication app, TimeProvider time, string prefix)
    {
        this.app = app;
        this.time = time;
        Grants = new ProviderGrants(prefix);
        OAuth = new ProviderOAuth(Grants);
        App = new ProviderGitHub(Grants);
    }

    public Uri Address => new(app.Urls.Single());

    public Uri TokenEndpoint => new(Address, "/token");

    public Uri RevocationEndpoint => new(Address, "/revoke");

    public Uri Resource => new(Address, "/resource");

    /// <summary>The address of this provider's GitHub endpoints.</summary>
    public GitHubAddress GitHub => GitHubAddress.EnterpriseServer(Address);

    public ProviderGrants Grants { get; }

    public ProviderOAuth OAuth { get; }

    public ProviderGitHub App { get; }

    /// <summary>How far the provider's clock is ahead.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>The provider's time.</summary>
    public DateTimeOffset Now => time.GetUtcNow() + Skew;

    /// <summary>The requests received so far, in order.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. requests];

    /// <param name="time">The provider's clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="prefix">The prefix of its tokens.</param>
    public static async Task<ScriptedProvider> StartAsync(
        TimeProvider time, CancellationToken cancellationToken, string prefix = "scripted")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));

        var provider = new ScriptedProvider(builder.Build(), time, prefix);
        provider.app.Run(provider.AnswerAsync);
        await provider.app.StartAsync(cancellationToken);
        return provider;
    }

    /// <summary>Scripts the next requests, one script each; later requests are handled normally.</summary>
    public void Next(params ReadOnlySpan<ProviderScript> next)
    {
        foreach (var script in next)
        {
            scripts.Enqueue(script);
        }
    }

    /// <summary>Removes the next script.</summary>
    /// <returns>Whether there was a script.</returns>
    public bool Drop() => scripts.TryDequeue(out _);

    /// <summary>Returns the next request that no earlier call returned; waits for its arrival, not for its reply.</summary>
    public async Task<RecordedRequest> NextRequestAsync(CancellationToken cancellationToken) =>
        await arrivals.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // Do not wait for requests that hang.
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        App.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await RecordedRequest.ReceiveAsync(context.Request);
        scripts.TryDequeue(out var script);
        requests.Enqueue(request);
        var usual = script is { Acts: false } or { ActsLate: true } ? null : Usual(request);
        arrivals.Writer.TryWrite(request);
        try
        {
            await (script?.Until ?? Task.CompletedTask).WaitAsync(context.RequestAborted);
            if (script is { ActsLate: true })
            {
                usual = Usual(request);
            }

            if (script is { IsLost: true })
            {
                context.Abort();
                return;
            }

            await (script?.Answer ?? usual!).SendAsync(context, Now);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected, as many scripts expect.
        }
    }

    private ProviderAnswer Usual(RecordedRequest request) => (request.Method, request.Path) switch
    {
        ("POST", "/token") => OAuth.Token(request, errorStatus: 400),
        ("POST", "/login/oauth/access_token") => OAuth.Token(request, errorStatus: 200),
        ("POST", "/revoke") => OAuth.Revoke(request),
        ("POST", var path) when path.StartsWith("/api/v3/app/installations/", StringComparison.Ordinal) => App.Mint(request, Now),
        ("DELETE", "/api/v3/installation/token") => App.RevokeInstallation(request),
        ("DELETE", var path) when path.StartsWith("/api/v3/applications/", StringComparison.Ordinal) => App.RevokeUser(request),
        (_, "/resource") =>
            Grants.IsGood(request.Bearer)
                ? new ProviderAnswer(200, request.Body, "text/plain")
                : ProviderGitHub.Message(401, "Bad credentials"),
        _ => ProviderGitHub.Message(404, "Not Found"),
    };
}

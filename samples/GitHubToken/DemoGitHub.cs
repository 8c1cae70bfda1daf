using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GitHubToken;

/// <summary>Simulates GitHub on this machine: refresh tokens work once, and errors have the status 200.</summary>
internal sealed class DemoGitHub : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private string access = "";
    private string refresh = "";

    private DemoGitHub(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    /// <summary>The number of requests for new tokens.</summary>
    public int Asked { get; private set; }

    public static async Task<DemoGitHub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));

        var gitHub = new DemoGitHub(builder.Build());
        gitHub.app.MapPost("/login/oauth/access_token", (RequestDelegate)gitHub.RefreshAsync);
        gitHub.app.MapGet("/user", (RequestDelegate)gitHub.WelcomeAsync);
        await gitHub.app.StartAsync();
        return gitHub;
    }

    /// <summary>Issues the tokens of a new consent.</summary>
    public (string Access, string Refresh) Consent()
    {
        lock (gate)
        {
            return (access, refresh) = ($"ghu_{Guid.NewGuid():n}", $"ghr_{Guid.NewGuid():n}");
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task RefreshAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Dictionary<string, object> answer;
        lock (gate)
        {
            Asked++;
            if (form["refresh_token"] != refresh)
            {
                answer = new() { ["error"] = "bad_refresh_token" };
            }
            else
            {
                Consent();
                answer = new()
                {
                    ["access_token"] = access,
                    ["refresh_token"] = refresh,
                    ["token_type"] = "bearer",
                    ["expires_in"] = 28_800,
                };
            }
        }

        await context.Response.WriteAsJsonAsync(answer);
    }

    private Task WelcomeAsync(HttpContext context)
    {
        lock (gate)
        {
            context.Response.StatusCode = context.Request.Headers.Authorization == $"Bearer {access}" ? 200 : 401;
        }

        return Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>Sends a canary secret to providers and back, and records exceptions, logs, spans and metrics.</summary>
/// <remarks>The logs, spans and metrics of the HTTP client are recorded too.</remarks>
public sealed class ProviderCanaryTests
{
    // Differs from the canary of SecretCanaryTests: both can run in parallel, and each records all spans of the process.
    private const string Canary = "vx3pary9b1e";
    private const string CanaryStart = "vx3p";

    private readonly ConcurrentQueue<string> told = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K18"), Trait("Guarantee", "K19")]
    public async Task Secret_SentToProviders_ReachesNoLogExceptionSpanOrMetric()
    {
        using var telemetry = new HeardTelemetry(told);
        await using var test = await StartAsync();

        await ServeAsync(test);
        await FailAsync(test);

        var keyText = test.Provider.App.PrivateKey.Split('\n')[3];
        var jwt = test.Provider.Requests.First(request => request.Path.StartsWith("/api/v3/app/", StringComparison.Ordinal)).Bearer!;
        var basic = test.Provider.Requests.First(request => request.Path == "/token").Headers["authorization"]["Basic ".Length..];
        var all = told.Concat(test.Logs.Heard.Select(log => log.Text)).ToList();
        all.Should()
            .Contain(text => text.Contains("http.request.method", StringComparison.Ordinal), "the spans of the HTTP client are recorded")
            .And.Contain(text => text.Contains("Content-Type: ", StringComparison.Ordinal), "the headers of the HTTP client are recorded")
            .And.NotContain(text => text.Contains(CanaryStart, StringComparison.OrdinalIgnoreCase))
            .And.NotContain(text => text.Contains(keyText) || text.Contains(jwt) || text.Contains(basic));
    }

    private async Task ServeAsync(VaultWithProvider test)
    {
        foreach (var key in (string[])["google", "github:user"])
        {
            await test.SaveConsentAsync(key);
        }

        foreach (var key in (string[])["google", "github:user", "github"])
        {
            told.Enqueue(
                $"{await test.Vault.GetAccessTokenAsync(key, Token)} {await test.Vault.GetGrantAsync(key, Token)} " +
                $"{test.RefresherOf(key).RequestFingerprint}");
            using var client = test.Services.GetRequiredService<IHttpClientFactory>().CreateClient(key);
            test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(401)));
            using var response = await client.GetAsync(test.Provider.Resource, Token);
            told.Enqueue($"{response} {response.RequestMessage}");
        }
    }

    private async Task FailAsync(VaultWithProvider test)
    {
        ProviderScript[] failures =
        [
            ProviderScript.Error("invalid_client", 401),
            ProviderScript.Error($"error-{Canary}", 400),
            ProviderScript.Instead(new ProviderAnswer(200, $"<html>{Canary}</html>", $"text/{Canary}")),
            ProviderScript.Instead(new ProviderAnswer(200, $$"""{ "access_token": "{{Canary}}\n", "refresh_token": "{{Canary}}" }""")),
            ProviderScript.Instead(ProviderGitHub.Message(403, $"rate limit {Canary}").With("x-other", Canary)),
            ProviderScript.Instead(ProviderGitHub.Message(401, $"'exp' {Canary}")),
            ProviderScript.Instead(ProviderGitHub.Message(422, Canary)),
            ProviderScript.Redirect(new Uri($"https://example.com/?token={Canary}")),
            ProviderScript.Redirect(new Uri($"https://example.com/?token={Canary}"), 301),
            ProviderScript.Lost(),
        ];
        foreach (var failure in failures)
        {
            foreach (var key in (string[])["google", "github:user", "github"])
            {
                var grant = new TokenGrant
                {
                    Key = key,
                    AccessToken = new SecretString($"{Canary}-a"),
                    RefreshToken = new SecretString($"{Canary}-r"),
                };
                test.Provider.Next(failure, failure);
                await TellErrorAsync(() => test.RefresherOf(key).RefreshAsync(key, grant, Token));
                await TellErrorAsync(() => ((ITokenRevoker)test.RefresherOf(key)).RevokeAsync(key, grant, Token));
                while (test.Provider.Drop())
                {
                }
            }
        }
    }

    private async Task TellErrorAsync(Func<Task> call)
    {
        for (var error = await Record.ExceptionAsync(call); error is not null; error = error.InnerException)
        {
            told.Enqueue(error.ToString());
        }
    }

    private static Task<VaultWithProvider> StartAsync() => VaultWithProvider.StartAsync(
        (builder, provider) => builder
            .AddOAuthRefresh("google", options =>
            {
                (options.TokenEndpoint, options.RevocationEndpoint) = (provider.TokenEndpoint, provider.RevocationEndpoint);
                (options.ClientId, options.ClientSecret) = ("client", new SecretString($"{Canary}-secret"));
            })
            .AddGitHubUserTokens("github:user", options =>
                (options.ClientId, options.ClientSecret, options.Address) = ("Iv1", new SecretString($"{Canary}-secret"), provider.GitHub))
            .AddGitHubApp("github", options =>
            {
                (options.AppId, options.InstallationId, options.Address) = (provider.App.AppId, 42, provider.GitHub);
                options.PrivateKey = provider.App.PrivateKey;
            }),
        services =>
        {
            foreach (var key in (string[])["google", "github:user", "github"])
            {
                services.AddHttpClient(key).AddAgentToken(key);
            }
        },
        prefix: Canary);
}

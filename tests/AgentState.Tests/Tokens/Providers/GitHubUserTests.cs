using System.Text;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>Tests GitHub user tokens over real HTTP, through the whole vault.</summary>
public sealed class GitHubUserTests
{
    private const string Key = "github:user:42";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K27"), Trait("Guarantee", "K28"), Trait("Guarantee", "K29")]
    public async Task Refresh_WithClientSecret_SendsFormAndUsesGitHubsClock()
    {
        await using var test = await StartAsync();
        test.Provider.Skew = TimeSpan.FromMinutes(-3);
        test.Provider.OAuth.RefreshLifetime = TimeSpan.FromSeconds(15_811_200);
        test.Provider.OAuth.Scope = "";
        var consent = await test.SaveConsentAsync(Key);

        var token = await test.GetAsync(Key);

        (test.Provider.Grants.IsGood(token), test.Provider.Grants.IsGood(consent.AccessToken.Reveal())).Should().Be((true, false));
        var request = test.Provider.Requests.Should().ContainSingle().Subject;
        (request.Method, request.Path, request.Query).Should().Be(("POST", "/login/oauth/access_token", ""));
        request.Form.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["client_id"] = "Iv1.client",
            ["client_secret"] = "secret",
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = consent.RefreshToken!.Reveal(),
        });
        request.Headers.Should().Contain("accept", "application/json").And.Contain("user-agent", "AgentState")
            .And.NotContainKey("authorization");
        var grant = (await test.Vault.GetGrantAsync(Key, Token))!;
        (grant.ExpiresAt, grant.RefreshTokenExpiresAt)
            .Should().Be((test.Provider.Now.AddHours(8), test.Provider.Now.AddSeconds(15_811_200)));
    }

    [Fact, Trait("Guarantee", "K7"), Trait("Guarantee", "K27")]
    public async Task Refresh_BadRefreshTokenWithStatus200_NeedsReauthorization()
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);
        test.Provider.Grants.Refresh(consent.RefreshToken!.Reveal());

        await test.Awaiting(all => all.GetAsync(Key)).Should().ThrowAsync<ReauthorizationRequiredException>();

        (await test.Vault.GetGrantAsync(Key, Token))!.State.Should().Be(TokenState.NeedsReauthorization);
    }

    [Fact, Trait("Guarantee", "K27")]
    public async Task Refresh_WithoutClientSecret_SendsOnlyTheClientId()
    {
        await using var test = await StartAsync(options => options.ClientSecret = null);
        var consent = await test.SaveConsentAsync(Key);

        await test.GetAsync(Key);

        test.Provider.Requests.Single().Form.Should().Contain("client_id", "Iv1.client").And.NotContainKey("client_secret");
        (await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenConfigurationException>()).Which.Message
            .Should().Contain("ClientSecret");
    }

    [Fact, Trait("Guarantee", "K31")]
    public async Task RevokeAsync_Twice_AuthenticatesAsTheAppAndSucceeds()
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);

        await test.RevokeAsync(Key, consent);
        await test.RevokeAsync(Key, consent);

        test.Provider.Grants.IsGood(consent.AccessToken.Reveal()).Should().BeFalse();
        test.Provider.Requests.Should().HaveCount(2);
        var request = test.Provider.Requests[0];
        (request.Method, request.Path, request.Body).Should().Be((
            "DELETE", "/api/v3/applications/Iv1.client/token", $$"""{"access_token":"{{consent.AccessToken.Reveal()}}"}"""));
        Encoding.ASCII.GetString(Convert.FromBase64String(request.Headers["authorization"]["Basic ".Length..]))
            .Should().Be("Iv1.client:secret");
        request.Headers.Should().Contain("accept", "application/vnd.github+json").And.Contain("x-github-api-version", "2022-11-28");
    }

    [Theory, Trait("Guarantee", "K31")]
    [InlineData(204, null)]
    [InlineData(404, null)]
    [InlineData(401, null)]
    [InlineData(422, typeof(TokenRefreshException))]
    [InlineData(429, typeof(TokenRateLimitedException))]
    public async Task RevokeAsync_ByStatus_SucceedsOrThrowsTypedException(int status, Type? expected)
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);
        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(status)));

        var error = await Record.ExceptionAsync(() => test.RevokeAsync(Key, consent));

        error?.GetType().Should().Be(expected);
        (error is null).Should().Be(expected is null);
        test.Logs.Heard.Any(log => log.Id == 3103).Should().Be(status == 401, "401 may also mean that the client credentials are wrong");
    }

    [Fact, Trait("Guarantee", "K34")]
    public async Task UserAndAppTokens_RegisteredTogether_UseTheirOwnEndpoints()
    {
        await using var test = await VaultWithProvider.StartAsync((builder, provider) => builder
            .AddGitHubUserTokens("github:user", options => Configure(options, provider))
            .AddGitHubApp("github", options =>
            {
                (options.AppId, options.InstallationId, options.Address) = (provider.App.AppId, 42, provider.GitHub);
                options.PrivateKey = provider.App.PrivateKey;
            }));
        await test.SaveConsentAsync(Key);

        await test.GetAsync(Key);
        await test.GetAsync("github");

        test.Provider.Requests.Select(request => request.Path)
            .Should().Equal("/login/oauth/access_token", "/api/v3/app/installations/42/access_tokens");
    }

    private static Task<VaultWithProvider> StartAsync(Action<GitHubUserOptions>? configure = null) => VaultWithProvider.StartAsync(
        (builder, provider) => builder.AddGitHubUserTokens("github:user", options =>
        {
            Configure(options, provider);
            configure?.Invoke(options);
        }));

    private static void Configure(GitHubUserOptions options, ScriptedProvider provider) =>
        (options.ClientId, options.ClientSecret, options.Address) = ("Iv1.client", new SecretString("secret"), provider.GitHub);
}

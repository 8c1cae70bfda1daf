using System.Text;
using AgentState.Contracts;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState.Tests;

/// <summary>Tests OAuth 2.0 refreshes over real HTTP, through the whole vault.</summary>
public sealed class OAuthRefreshTests
{
    private const string Key = "google:user:42";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K32"), Trait("Guarantee", "K20")]
    public async Task Refresh_WithBasicAuthentication_SendsClientInHeaderOnly()
    {
        await using var test = await StartAsync(options =>
        {
            options.ClientId = "client:1";
            options.ClientSecret = new SecretString("se cret:ü/+%");
        });
        var consent = await test.SaveConsentAsync(Key);

        var token = await test.GetAsync(Key);

        test.Provider.Grants.IsGood(token).Should().BeTrue();
        var request = test.Provider.Requests.Should().ContainSingle().Subject;
        (request.Method, request.Path, request.Query).Should().Be(("POST", "/token", ""));
        request.Form.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = consent.RefreshToken!.Reveal(),
        });
        request.Headers["content-type"].Should().Be("application/x-www-form-urlencoded");
        request.Headers["accept"].Should().Be("application/json");
        Encoding.ASCII.GetString(Convert.FromBase64String(request.Headers["authorization"]["Basic ".Length..]))
            .Should().Be("client%3A1:se+cret%3A%C3%BC%2F%2B%25");
    }

    [Fact, Trait("Guarantee", "K32")]
    public async Task Refresh_WithPostAuthentication_SendsClientInBodyOnly()
    {
        await using var test = await StartAsync(options => options.ClientAuthentication = OAuthClientAuthentication.Post);
        await test.SaveConsentAsync(Key);

        await test.GetAsync(Key);

        var request = test.Provider.Requests.Single();
        request.Form.Should().Contain("client_id", "client").And.Contain("client_secret", "secret");
        request.Headers.Should().NotContainKey("authorization");
    }

    [Fact, Trait("Guarantee", "K32")]
    public async Task Refresh_PublicClient_SendsOnlyTheClientId()
    {
        await using var test = await StartAsync(
            options => (options.ClientAuthentication, options.ClientSecret) = (OAuthClientAuthentication.None, null));
        await test.SaveConsentAsync(Key);

        await test.GetAsync(Key);

        var request = test.Provider.Requests.Single();
        request.Form.Should().Contain("client_id", "client").And.NotContainKey("client_secret");
        request.Headers.Should().NotContainKey("authorization");
    }

    [Fact, Trait("Guarantee", "K8"), Trait("Guarantee", "K27")]
    public async Task Refresh_NewPair_IsStoredWithExpiryByTheServiceClock()
    {
        await using var test = await StartAsync();
        test.Provider.Skew = TimeSpan.FromMinutes(20);
        test.Provider.OAuth.Lifetime = TimeSpan.FromHours(2);
        test.Provider.OAuth.RefreshLifetime = TimeSpan.FromDays(180);
        var consent = await test.SaveConsentAsync(Key);

        var token = await test.GetAsync(Key);

        var grant = (await test.Vault.GetGrantAsync(Key, Token))!;
        grant.AccessToken.Reveal().Should().Be(token);
        grant.RefreshToken.Should().NotBeNull().And.NotBe(consent.RefreshToken);
        (grant.ExpiresAt, grant.RefreshTokenExpiresAt, grant.TokenType)
            .Should().Be((test.Provider.Now.AddHours(2), test.Provider.Now.AddDays(180), "bearer"));
        (await test.GetAsync(Key)).Should().Be(token);
        test.Clock.Advance(TimeSpan.FromHours(3));
        (await test.GetAsync(Key)).Should().NotBe(token);
        test.Provider.Grants.Refreshes.Should().Be(2);
    }

    [Theory, Trait("Guarantee", "K27")]
    [InlineData(-3)]
    [InlineData(1)]
    [InlineData(24 * 400)]
    public async Task Refresh_ServiceClockHoursOff_UsesTheDatabaseTime(int hours)
    {
        await using var test = await StartAsync();
        test.Provider.Skew = TimeSpan.FromHours(hours);
        test.Provider.OAuth.Lifetime = TimeSpan.FromHours(2);
        await test.SaveConsentAsync(Key);

        var token = await test.GetAsync(Key);

        (await test.Vault.GetGrantAsync(Key, Token))!.ExpiresAt
            .Should().BeCloseTo(test.Clock.GetUtcNow().AddHours(2), TimeSpan.FromMinutes(1));
        test.Logs.Heard.Should().ContainSingle(log => log.Id == 3106).Which.Text.Should().Contain(Key);
        test.Clock.Advance(TimeSpan.FromMinutes(90));
        (await test.GetAsync(Key)).Should().Be(token, "the token has not expired yet");
        test.Clock.Advance(TimeSpan.FromMinutes(40));
        (await test.GetAsync(Key)).Should().NotBe(token);
    }

    [Fact, Trait("Guarantee", "K8")]
    public async Task Refresh_RefreshTokenNotRotated_KeepsItStored()
    {
        await using var test = await StartAsync();
        test.Provider.Grants.Rotates = false;
        var consent = await test.SaveConsentAsync(Key);

        await test.GetAsync(Key);

        (await test.Vault.GetGrantAsync(Key, Token))!.RefreshToken.Should().Be(consent.RefreshToken);
    }

    [Fact, Trait("Guarantee", "K32"), Trait("Guarantee", "K38")]
    public async Task ClientCredentials_WithoutGrant_MintAToken()
    {
        await using var test = await StartAsync(options =>
        {
            options.GrantType = OAuthGrantType.ClientCredentials;
            options.Scopes.Add("read");
            options.Parameters.Add("audience", "https://api.example.com");
        });

        var token = await test.GetAsync("google");

        test.Provider.Grants.IsGood(token).Should().BeTrue();
        test.Provider.Requests.Single().Form.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "read",
            ["audience"] = "https://api.example.com",
        });
        test.Clock.Advance(TimeSpan.FromHours(9));
        (await test.GetAsync("google")).Should().NotBe(token);
    }

    [Fact, Trait("Guarantee", "K33")]
    public async Task Refresh_WithParametersAndScopes_SendsThemAndWarnsOfMissing()
    {
        await using var test = await StartAsync(options =>
        {
            options.Parameters.Add("resource", "https://mcp.example.com/?a=b&c");
            options.Scopes.Add("read");
            options.Scopes.Add("write");
        });
        test.Provider.OAuth.Scope = "read profile";
        await test.SaveConsentAsync(Key);

        await test.GetAsync(Key);

        test.Provider.Requests.Single().Form
            .Should().Contain("resource", "https://mcp.example.com/?a=b&c").And.Contain("scope", "read write");
        (await test.Vault.GetGrantAsync(Key, Token))!.Scopes.Should().Equal("read", "profile");
        test.Logs.Heard.Should().ContainSingle(log => log.Id == 3101).Which.Should().Match<(LogLevel Level, int Id, string Text)>(
            log => log.Level == LogLevel.Warning && log.Text.Contains("Missing: write.", StringComparison.Ordinal));
    }

    [Theory, Trait("Guarantee", "K7"), Trait("Guarantee", "K27")]
    [InlineData("invalid_grant", 400)]
    [InlineData("bad_refresh_token", 200)]
    public async Task Refresh_RefreshTokenRefused_NeedsReauthorizationAndStops(string code, int status)
    {
        await using var test = await StartAsync();
        await test.SaveConsentAsync(Key);
        test.Provider.Next(ProviderScript.Error(code, status));

        await Getting(test).Should().ThrowAsync<ReauthorizationRequiredException>();
        await Getting(test).Should().ThrowAsync<ReauthorizationRequiredException>();

        test.Provider.Requests.Should().ContainSingle();
        (await test.Vault.GetGrantAsync(Key, Token))!.State.Should().Be(TokenState.NeedsReauthorization);
    }

    [Fact, Trait("Guarantee", "K37")]
    public async Task Refresh_RefreshTokenReused_NeedsReauthorization()
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);
        var stolen = test.Provider.Grants.Refresh(consent.RefreshToken!.Reveal())!.Value;

        await Getting(test).Should().ThrowAsync<ReauthorizationRequiredException>();

        test.Provider.Grants.IsGood(stolen.Access).Should().BeFalse();
    }

    [Theory, Trait("Guarantee", "K16")]
    [InlineData("invalid_client", 401)]
    [InlineData("unauthorized_client", 400)]
    [InlineData("incorrect_client_credentials", 200)]
    public async Task Refresh_ClientRefused_ThrowsAndKeepsTheGrant(string code, int status)
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);
        test.Provider.Next(ProviderScript.Error(code, status));

        (await Getting(test).Should().ThrowAsync<TokenConfigurationException>()).Which.Message
            .Should().Contain(code).And.Contain("Check the client's id");

        var grant = (await test.Vault.GetGrantAsync(Key, Token))!;
        (grant.RefreshToken, grant.State).Should().Be((consent.RefreshToken, TokenState.Valid));
    }

    [Theory, Trait("Guarantee", "K16")]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Refresh_TooManyCalls_ThrowsWithTheRetryTime(int status)
    {
        await using var test = await StartAsync();
        await test.SaveConsentAsync(Key);
        test.Provider.Next(
            ProviderScript.Instead(ProviderAnswer.Json(status, new { error = "temporarily_unavailable" }).With("Retry-After", "90")));

        (await Getting(test).Should().ThrowAsync<TokenRateLimitedException>()).Which.RetryAt.Should().Be(test.Provider.Now.AddSeconds(90));
    }

    [Theory, Trait("Guarantee", "K16"), Trait("Guarantee", "K19")]
    [InlineData(200, "<html>zq7kary7f3a</html>")]
    [InlineData(200, """{ "access_token": "zq7kary7f3a" """)]
    [InlineData(200, """{ "refresh_token": "zq7kary7f3a" }""")]
    [InlineData(500, """{ "error": "invalid_grant", "error_description": "zq7kary7f3a" }""")]
    [InlineData(400, """{ "error": "zq7kary7f3a" }""")]
    public async Task Refresh_GarbageOrOutage_RecoversWithoutQuotingIt(int status, string body)
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);
        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(status, body)));

        var error = (await Getting(test).Should().ThrowAsync<TokenRefreshException>()).Which;

        error.ToString().Should().NotContain("zq7k").And.Contain($"{status}");
        (await test.Vault.GetGrantAsync(Key, Token))!.RefreshToken.Should().Be(consent.RefreshToken);
        test.Clock.Advance(new TokenOptions().RetryPause);
        test.Provider.Grants.IsGood(await test.GetAsync(Key)).Should().BeTrue();
    }

    [Theory, Trait("Guarantee", "K16")]
    [InlineData(OAuthErrorKind.ReauthorizationRequired, typeof(ReauthorizationRequiredException))]
    [InlineData(OAuthErrorKind.ClientRefused, typeof(TokenConfigurationException))]
    [InlineData(OAuthErrorKind.RateLimited, typeof(TokenRateLimitedException))]
    [InlineData(OAuthErrorKind.Transient, typeof(TokenRefreshException))]
    [InlineData(null, typeof(TokenRefreshException))]
    public async Task ClassifyError_OfTheApplication_DecidesTheException(OAuthErrorKind? kind, Type expected)
    {
        OAuthError? received = null;
        await using var test = await StartAsync(options => options.ClassifyError = error =>
        {
            received = error;
            return kind;
        });
        await test.SaveConsentAsync(Key);
        test.Provider.Next(
            ProviderScript.Instead(new ProviderAnswer(400, """{ "fault": { "code": "session_gone", "message": "zq7kary" } }""")));

        (await Getting(test).Should().ThrowAsync<AgentStateException>()).Which
            .Should().BeOfType(expected).And.Subject.ToString().Should().NotContain("zq7k");
        (received!.StatusCode, received.Code, received.Description).Should().Be((400, "session_gone", "zq7kary"));
        received.ToString().Should().NotContain("zq7k");
    }

    [Fact, Trait("Guarantee", "K16"), Trait("Guarantee", "K19")]
    public async Task ClassifyError_Throws_ThrowsTokenRefreshException()
    {
        await using var test = await StartAsync(
            options => options.ClassifyError = static _ => throw new InvalidOperationException("zq7kary"));
        await test.SaveConsentAsync(Key);
        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(400, """{ "error": "invalid_grant" }""")));

        (await Getting(test).Should().ThrowAsync<TokenRefreshException>()).Which.ToString().Should().NotContain("zq7k");
    }

    // The provider has consumed the refresh token, but its reply is lost. The vault detects this only at the next attempt.
    [Fact, Trait("Guarantee", "K1"), Trait("Guarantee", "K37")]
    public async Task Refresh_ReplyLost_FailsThenNeedsReauthorization()
    {
        await using var test = await StartAsync();
        await test.SaveConsentAsync(Key);
        test.Provider.Next(ProviderScript.Lost());

        (await Getting(test).Should().ThrowAsync<TokenRefreshException>()).Which.Message.Should().Contain("was not reached");
        test.Clock.Advance(new TokenOptions().RetryPause);
        test.Provider.Requests.Should().ContainSingle("a refresh is sent once");
        await Getting(test).Should().ThrowAsync<ReauthorizationRequiredException>();
    }

    [Fact, Trait("Guarantee", "K3"), Trait("Guarantee", "K37")]
    public async Task Refresh_ProviderHangs_FailsThenRecovers()
    {
        await using var test = await StartAsync();
        await test.SaveConsentAsync(Key);
        test.Provider.Next(ProviderScript.Hang());

        var getting = test.GetAsync(Key);
        await test.Provider.NextRequestAsync(Token);
        test.Clock.Advance(TimeSpan.FromMinutes(1));

        await FluentActions.Awaiting(() => getting).Should().ThrowAsync<TokenRefreshException>();

        // The retry pause starts when the failure of the call is stored, which happens later.
        await Eventually.TrueAsync(
            async () =>
            {
                test.Clock.Advance(TimeSpan.FromMinutes(10));
                try
                {
                    return test.Provider.Grants.IsGood(await test.GetAsync(Key));
                }
                catch (TokenRefreshException)
                {
                    return false;
                }
            },
            Eventually.Patience,
            Token);
    }

    [Fact, Trait("Guarantee", "K16")]
    public async Task Refresh_ProviderUnreachable_ThrowsTokenRefreshException()
    {
        await using var test = await StartAsync();
        await test.SaveConsentAsync(Key);
        await test.Provider.DisposeAsync();

        (await Getting(test).Should().ThrowAsync<TokenRefreshException>()).Which.Message.Should().Contain("ConnectionError");
    }

    [Fact, Trait("Guarantee", "K34")]
    public async Task AddOAuthRefresh_TwoServices_UseTheirOwnOptions()
    {
        await using var test = await VaultWithProvider.StartAsync((builder, provider) => builder
            .AddOAuthRefresh("google", options => Configure(options, provider))
            .AddOAuthRefresh("slack", options =>
            {
                Configure(options, provider);
                options.ClientAuthentication = OAuthClientAuthentication.Post;
                options.ClientId = "slack-client";
            }));
        await test.SaveConsentAsync("slack");

        await test.GetAsync("slack");

        test.Provider.Requests.Single().Form.Should().Contain("client_id", "slack-client");
    }

    private static Func<Task> Getting(VaultWithProvider test) => () => test.GetAsync(Key);

    private static Task<VaultWithProvider> StartAsync(Action<OAuthOptions>? configure = null) =>
        VaultWithProvider.StartAsync((builder, provider) => builder.AddOAuthRefresh("google", options =>
        {
            Configure(options, provider);
            configure?.Invoke(options);
        }));

    private static void Configure(OAuthOptions options, ScriptedProvider provider)
    {
        options.TokenEndpoint = provider.TokenEndpoint;
        options.RevocationEndpoint = provider.RevocationEndpoint;
        options.ClientId = "client";
        options.ClientSecret = new SecretString("secret");
    }
}

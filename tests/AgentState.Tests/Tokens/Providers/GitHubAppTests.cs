using System.Security.Cryptography;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>Tests GitHub installation tokens over real HTTP, through the whole vault.</summary>
public sealed class GitHubAppTests
{
    private const string Key = "github";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K26"), Trait("Guarantee", "K28"), Trait("Guarantee", "K29"), Trait("Guarantee", "K38")]
    public async Task GetAccessTokenAsync_WithLimits_MintsAndCachesUntilExpiry()
    {
        await using var test = await StartAsync(options =>
        {
            options.Repositories.Add("garden");
            options.Permissions.Add("contents", "read");
            options.UserAgent = "my-fleet";
            options.ApiVersion = "2026-03-10";
        });

        var token = await test.GetAsync(Key);

        test.Provider.Grants.IsGood(token).Should().BeTrue();
        (await test.GetAsync(Key)).Should().Be(token);
        var request = test.Provider.Requests.Should().ContainSingle().Subject;
        (request.Method, request.Path).Should().Be(("POST", "/api/v3/app/installations/42/access_tokens"));
        request.Body.Should().Be("""{"repositories":["garden"],"permissions":{"contents":"read"}}""");
        request.Headers.Should().Contain("user-agent", "my-fleet").And.Contain("accept", "application/vnd.github+json")
            .And.Contain("x-github-api-version", "2026-03-10").And.Contain("content-type", "application/json");
        var grant = (await test.Vault.GetGrantAsync(Key, Token))!;
        (grant.ExpiresAt, grant.RefreshToken).Should().Be((test.Provider.Now.AddHours(1), null));
        grant.Scopes.Should().Equal("contents:read");

        test.Clock.Advance(TimeSpan.FromMinutes(61));
        (await test.GetAsync(Key)).Should().NotBe(token);
    }

    [Fact, Trait("Guarantee", "K28")]
    public async Task GetAccessTokenAsync_ByDefault_SendsThePinnedApiVersion()
    {
        await using var test = await StartAsync();

        await test.GetAsync(Key);

        test.Provider.Requests.Single().Headers
            .Should().Contain("x-github-api-version", "2022-11-28").And.Contain("user-agent", "AgentState");
    }

    [Theory, Trait("Guarantee", "K25"), Trait("Guarantee", "K37")]
    [InlineData(-15)]
    [InlineData(15)]
    [InlineData(-60 * 24 * 365)]
    public async Task RefreshAsync_WrongClock_RetriesOnceAndRemembersTheOffset(int minutes)
    {
        await using var test = await StartAsync();
        test.Provider.Skew = TimeSpan.FromMinutes(minutes);
        var refresher = test.RefresherOf(Key);

        await refresher.RefreshAsync(Key, current: null, Token);
        test.Provider.Requests.Should().HaveCount(2);
        await refresher.RefreshAsync(Key, current: null, Token);

        test.Provider.Requests.Should().HaveCount(3, "the clock offset is remembered");
        test.Logs.Heard.Should().ContainSingle(log => log.Id == 3102);
    }

    [Fact, Trait("Guarantee", "K25")]
    public async Task GetAccessTokenAsync_TimesRefusedTwice_ThrowsConfigurationException()
    {
        await using var test = await StartAsync();
        var refused = ProviderScript.Instead(ProviderGitHub.Message(401, "'Expiration time' claim ('exp') is too far in the future"));
        test.Provider.Next(refused, refused);

        (await Getting(test).Should().ThrowAsync<TokenConfigurationException>()).Which.Message.Should().Contain("clock");

        test.Provider.Requests.Should().HaveCount(2);
    }

    [Fact, Trait("Guarantee", "K25")]
    public async Task GetAccessTokenAsync_WrongPrivateKey_ThrowsWithoutRetry()
    {
        using var other = RSA.Create(2048);
        await using var test = await StartAsync(options => options.PrivateKey = other.ExportPkcs8PrivateKeyPem());

        (await Getting(test).Should().ThrowAsync<TokenConfigurationException>()).Which.Message
            .Should().Contain("client id").And.Contain("private key");

        test.Provider.Requests.Should().ContainSingle();
    }

    [Fact, Trait("Guarantee", "K25")]
    public async Task GetAccessTokenAsync_WithOwnSigner_UsesIt()
    {
        var signer = new RemoteSigner();
        await using var test = await VaultWithProvider.StartAsync((builder, provider) => builder.AddGitHubApp(Key, options =>
        {
            (options.AppId, options.InstallationId, options.Address) = (provider.App.AppId, 42, provider.GitHub);
            signer.Pem = provider.App.PrivateKey;
            options.UseSigner(signer);
        }));

        test.Provider.Grants.IsGood(await test.GetAsync(Key)).Should().BeTrue();

        signer.Signatures.Should().Be(1);
    }

    [Theory, Trait("Guarantee", "K26")]
    [InlineData(true, "suspended (403)")]
    [InlineData(false, "no installation 42 (404)")]
    public async Task Installation_SuspendedOrGone_ThrowsConfigurationException(bool isThere, string expected)
    {
        await using var test = await StartAsync();
        test.Provider.App.Installations.Clear();
        if (isThere)
        {
            test.Provider.App.Installations[42] = true;
        }

        (await Getting(test).Should().ThrowAsync<TokenConfigurationException>()).Which.Message.Should().Contain(expected);
    }

    [Fact, Trait("Guarantee", "K26")]
    public async Task Installation_NamedByTheKey_IsUsed()
    {
        await using var test = await StartAsync(options => options.InstallationId = null);
        test.Provider.App.Installations[43] = false;

        await test.GetAsync("github:installation:43");
        await test.GetAsync("github:42");

        test.Provider.Requests.Select(request => request.Path).Should().Equal(
            "/api/v3/app/installations/43/access_tokens", "/api/v3/app/installations/42/access_tokens");
        (await test.Awaiting(all => all.GetAsync("github:octo")).Should().ThrowAsync<TokenConfigurationException>()).Which.Message
            .Should().Contain("InstallationId");
    }

    [Theory, Trait("Guarantee", "K28")]
    [InlineData(403, "retry-after", "30", 30)]
    [InlineData(429, "retry-after", "30", 30)]
    [InlineData(429, null, null, 60)]
    [InlineData(403, null, null, 60)]
    public async Task SecondaryRateLimit_WithOrWithoutHeader_ThrowsWithItsEnd(int status, string? header, string? value, int seconds)
    {
        await using var test = await StartAsync();
        var answer = ProviderGitHub.Message(status, "You have exceeded a secondary rate limit");
        test.Provider.Next(ProviderScript.Instead(header is null ? answer : answer.With(header, value!)));

        (await Getting(test).Should().ThrowAsync<TokenRateLimitedException>()).Which.RetryAt
            .Should().Be(test.Provider.Now.AddSeconds(seconds));
    }

    [Fact, Trait("Guarantee", "K28")]
    public async Task PrimaryRateLimit_WithResetHeader_EndsAtTheReset()
    {
        await using var test = await StartAsync();
        var reset = test.Provider.Now.AddMinutes(40);
        test.Provider.Next(ProviderScript.Instead(ProviderGitHub.Message(403, "API rate limit exceeded")
            .With("x-ratelimit-remaining", "0").With("x-ratelimit-reset", $"{reset.ToUnixTimeSeconds()}")));

        (await Getting(test).Should().ThrowAsync<TokenRateLimitedException>()).Which.RetryAt.Should().Be(reset);
    }

    [Theory, Trait("Guarantee", "K28")]
    [InlineData(403, "Resource not accessible by integration", "not because of a rate limit")]
    [InlineData(422, "The permissions requested are not granted", "(422)")]
    public async Task GetAccessTokenAsync_Forbidden_ThrowsConfigurationException(int status, string message, string expected)
    {
        await using var test = await StartAsync();
        test.Provider.Next(ProviderScript.Instead(ProviderGitHub.Message(status, message)));

        (await Getting(test).Should().ThrowAsync<TokenConfigurationException>()).Which.Message
            .Should().Contain(expected).And.NotContain(message);
    }

    [Fact, Trait("Guarantee", "K31")]
    public async Task RevokeAsync_Twice_SendsTheTokenAndSucceeds()
    {
        await using var test = await StartAsync();
        var grant = new NewGrant { AccessToken = new SecretString(await test.GetAsync(Key)) };

        await test.RevokeAsync(Key, grant);
        await test.RevokeAsync(Key, grant);

        test.Provider.Grants.IsGood(grant.AccessToken.Reveal()).Should().BeFalse();
        var revocations = test.Provider.Requests.Where(request => request.Method == "DELETE").ToList();
        revocations.Should().HaveCount(2).And.OnlyContain(
            request => request.Path == "/api/v3/installation/token" && request.Bearer == grant.AccessToken.Reveal());
    }

    [Theory, Trait("Guarantee", "K31")]
    [InlineData(204, null)]
    [InlineData(404, null)]
    [InlineData(401, null)]
    [InlineData(403, typeof(TokenRefreshException))]
    [InlineData(422, typeof(TokenRefreshException))]
    [InlineData(500, typeof(TokenRefreshException))]
    [InlineData(429, typeof(TokenRateLimitedException))]
    public async Task RevokeAsync_ByStatus_SucceedsOrThrowsTypedException(int status, Type? expected)
    {
        await using var test = await StartAsync();
        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(status)));

        var error = await Record.ExceptionAsync(() => test.RevokeAsync(Key, new NewGrant { AccessToken = new SecretString("a") }));

        error?.GetType().Should().Be(expected);
        (error is null).Should().Be(expected is null);
    }

    [Fact, Trait("Guarantee", "K26")]
    public async Task RequestFingerprint_OtherPermissions_Differs()
    {
        await using var one = await StartAsync(options => options.Permissions.Add("contents", "read"));
        await using var two = await StartAsync(options => options.Permissions.Add("contents", "write"));

        var fingerprint = one.RefresherOf(Key).RequestFingerprint;

        fingerprint.Should().Contain("permissions=contents%3Aread").And.Contain("installation=42")
            .And.NotBe(two.RefresherOf(Key).RequestFingerprint);
    }

    private static Func<Task> Getting(VaultWithProvider test) => () => test.GetAsync(Key);

    private static Task<VaultWithProvider> StartAsync(Action<GitHubAppOptions>? configure = null) => VaultWithProvider.StartAsync(
        (builder, provider) => builder.AddGitHubApp(Key, options =>
        {
            (options.AppId, options.InstallationId, options.Address) = (provider.App.AppId, 42, provider.GitHub);
            options.PrivateKey = provider.App.PrivateKey;
            configure?.Invoke(options);
        }));

    private sealed class RemoteSigner : IGitHubAppSigner
    {
        public string Pem { get; set; } = "";

        public int Signatures { get; private set; }

        public async Task<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            Signatures++;
            await Task.Yield();
            return await new RsaAppSigner(Pem).SignAsync(data, cancellationToken);
        }
    }
}

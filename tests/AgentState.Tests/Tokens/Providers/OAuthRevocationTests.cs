using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>RFC 7009 by real HTTP.</summary>
public sealed class OAuthRevocationTests
{
    private const string Key = "google";

    [Fact, Trait("Promise", "K35")]
    public async Task BothTokensAreRevoked_AndOnceMoreDoesNoHarm()
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);

        await test.RevokeAsync(Key, consent);
        await test.RevokeAsync(Key, consent);

        test.Provider.Grants.IsGood(consent.AccessToken.Reveal()).Should().BeFalse();
        test.Provider.Grants.Refresh(consent.RefreshToken!.Reveal()).Should().BeNull();
        test.Provider.Requests.Should().HaveCount(4);
        test.Provider.Requests[0].Form.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["token"] = consent.RefreshToken.Reveal(),
            ["token_type_hint"] = "refresh_token",
        });
        test.Provider.Requests[1].Form.Should().Contain("token_type_hint", "access_token");
        test.Provider.Requests.Should().OnlyContain(request => request.Path == "/revoke" && request.Headers["authorization"].StartsWith("Basic "));
    }

    [Fact, Trait("Promise", "K35")]
    public async Task TheVault_RevokesAndForgets()
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);

        await test.Vault.RevokeAsync(Key, TestContext.Current.CancellationToken);

        test.Provider.Grants.Refresh(consent.RefreshToken!.Reveal()).Should().BeNull();
        (await test.Vault.GetGrantAsync(Key, TestContext.Current.CancellationToken)).Should().BeNull();
    }

    [Theory, Trait("Promise", "K35")]
    [InlineData("invalid_token", 400)]
    [InlineData("invalid_grant", 400)]
    public async Task ATokenThatIsNotKnown_CountsAsRevoked(string code, int status)
    {
        await using var test = await StartAsync();
        await test.SaveConsentAsync(Key);
        test.Provider.Next(ProviderScript.Error(code, status), ProviderScript.Error(code, status));

        await test.Vault.RevokeAsync(Key, TestContext.Current.CancellationToken);

        test.Provider.Requests.Should().HaveCount(2, "the refresh token and the access token are both revoked").And.OnlyContain(request => request.Path == "/revoke");
        (await test.Vault.GetGrantAsync(Key, TestContext.Current.CancellationToken)).Should().BeNull("the grant is deleted as after a revocation");
    }

    [Fact, Trait("Promise", "K35")]
    public async Task AccessTokensThatCannotBeRevoked_EndByThemselves_RefreshTokensDoNot()
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);
        var refused = ProviderScript.Error("unsupported_token_type", 400);

        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(200)), refused);
        await test.RevokeAsync(Key, consent);
        test.Provider.Requests.Should().HaveCount(2, "the access token was tried as well");

        test.Provider.Next(refused);
        await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenRefreshException>();
    }

    [Fact, Trait("Promise", "K35")]
    public async Task WhatIsNoRevocation_IsTyped()
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);
        test.Provider.Next(
            ProviderScript.Error("invalid_client", 401),
            ProviderScript.Instead(new ProviderAnswer(503).With("Retry-After", "5")),
            ProviderScript.Instead(new ProviderAnswer(500)));

        await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenConfigurationException>();
        (await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenRateLimitedException>()).Which.RetryAt.Should().Be(test.Provider.Now.AddSeconds(5));
        await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenRefreshException>();
    }

    [Fact]
    public async Task WithoutAnEndpoint_ItIsMisconfigured()
    {
        await using var test = await StartAsync(options => options.RevocationEndpoint = null);
        var consent = await test.SaveConsentAsync(Key);

        (await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenConfigurationException>()).Which.Message.Should().Contain("RevocationEndpoint");
    }

    private static Task<VaultWithProvider> StartAsync(Action<OAuthOptions>? configure = null) => VaultWithProvider.StartAsync(
        (builder, provider) => builder.AddOAuthRefresh(Key, options =>
        {
            options.TokenEndpoint = provider.TokenEndpoint;
            options.RevocationEndpoint = provider.RevocationEndpoint;
            options.ClientId = "client";
            options.ClientSecret = new Secret("secret");
            configure?.Invoke(options);
        }));
}

using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>Tests token revocation (RFC 7009) over real HTTP.</summary>
public sealed class OAuthRevocationTests
{
    private const string Key = "google";

    [Fact, Trait("Guarantee", "K35")]
    public async Task RevokeAsync_Twice_RevokesBothTokensAndSucceeds()
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
        test.Provider.Requests
            .Should().OnlyContain(request => request.Path == "/revoke" && request.Headers["authorization"].StartsWith("Basic "));
    }

    [Fact, Trait("Guarantee", "K35")]
    public async Task VaultRevokeAsync_WithGrant_RevokesAndDeletesIt()
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);

        await test.Vault.RevokeAsync(Key, TestContext.Current.CancellationToken);

        test.Provider.Grants.Refresh(consent.RefreshToken!.Reveal()).Should().BeNull();
        (await test.Vault.GetGrantAsync(Key, TestContext.Current.CancellationToken)).Should().BeNull();
    }

    [Theory, Trait("Guarantee", "K35")]
    [InlineData("invalid_token", 400)]
    [InlineData("invalid_grant", 400)]
    public async Task VaultRevokeAsync_UnknownToken_CountsAsRevoked(string code, int status)
    {
        await using var test = await StartAsync();
        await test.SaveConsentAsync(Key);
        test.Provider.Next(ProviderScript.Error(code, status), ProviderScript.Error(code, status));

        await test.Vault.RevokeAsync(Key, TestContext.Current.CancellationToken);

        test.Provider.Requests
            .Should().HaveCount(2, "the refresh token and the access token are both revoked")
            .And.OnlyContain(request => request.Path == "/revoke");
        (await test.Vault.GetGrantAsync(Key, TestContext.Current.CancellationToken))
            .Should().BeNull("the grant is deleted, as after a successful revocation");
    }

    [Fact, Trait("Guarantee", "K35")]
    public async Task RevokeAsync_UnsupportedTokenType_FailsOnlyForRefreshToken()
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);
        var refused = ProviderScript.Error("unsupported_token_type", 400);

        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(200)), refused);
        await test.RevokeAsync(Key, consent);
        test.Provider.Requests.Should().HaveCount(2, "the revocation of the access token is also tried");

        test.Provider.Next(refused);
        await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenRefreshException>();
    }

    [Fact, Trait("Guarantee", "K35")]
    public async Task RevokeAsync_ErrorReply_ThrowsTypedException()
    {
        await using var test = await StartAsync();
        var consent = await test.SaveConsentAsync(Key);
        test.Provider.Next(
            ProviderScript.Error("invalid_client", 401),
            ProviderScript.Instead(new ProviderAnswer(503).With("Retry-After", "5")),
            ProviderScript.Instead(new ProviderAnswer(500)));

        await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenConfigurationException>();
        (await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenRateLimitedException>()).Which.RetryAt
            .Should().Be(test.Provider.Now.AddSeconds(5));
        await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenRefreshException>();
    }

    [Fact]
    public async Task RevokeAsync_WithoutEndpoint_ThrowsConfigurationException()
    {
        await using var test = await StartAsync(options => options.RevocationEndpoint = null);
        var consent = await test.SaveConsentAsync(Key);

        (await test.Awaiting(all => all.RevokeAsync(Key, consent)).Should().ThrowAsync<TokenConfigurationException>()).Which.Message
            .Should().Contain("RevocationEndpoint");
    }

    private static Task<VaultWithProvider> StartAsync(Action<OAuthOptions>? configure = null) => VaultWithProvider.StartAsync(
        (builder, provider) => builder.AddOAuthRefresh(Key, options =>
        {
            options.TokenEndpoint = provider.TokenEndpoint;
            options.RevocationEndpoint = provider.RevocationEndpoint;
            options.ClientId = "client";
            options.ClientSecret = new SecretString("secret");
            configure?.Invoke(options);
        }));
}

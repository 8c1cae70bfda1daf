namespace AgentState.Tests;

public sealed class OAuthFingerprintTests
{
    // Other processes and later runs compare the stored fingerprint, so it must not depend on the process.
    [Fact, Trait("Guarantee", "K14")]
    public void Of_WithAudienceAndResource_NamesThemInPlainText()
    {
        var fingerprint = OAuthFingerprint.Of(
            Options(("audience", "https://api.example.com"), ("resource", "orders"), ("other", "left out")));

        fingerprint.Should().Contain("api.example.com").And.Contain("orders").And.NotContain("left out").And.NotContain("***");
        fingerprint.Should().NotBe(OAuthFingerprint.Of(Options(("audience", "https://other.example.com"), ("resource", "orders"))));
    }

    [Fact]
    public void Of_RefreshTokenGrant_IsNull()
    {
        var options = Options();
        options.GrantType = OAuthGrantType.RefreshToken;

        OAuthFingerprint.Of(options).Should().BeNull();
    }

    private static OAuthOptions Options(params (string Name, string Value)[] parameters)
    {
        var options = new OAuthOptions
        {
            TokenEndpoint = new Uri("https://example.com/token"),
            ClientId = "client",
            GrantType = OAuthGrantType.ClientCredentials,
        };
        foreach (var (name, value) in parameters)
        {
            options.Parameters.Add(name, value);
        }

        return options;
    }
}

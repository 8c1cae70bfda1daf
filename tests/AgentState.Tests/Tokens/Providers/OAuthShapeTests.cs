namespace AgentState.Tests;

public sealed class OAuthShapeTests
{
    // What is stored with a token is compared by other processes, and after a restart: a fingerprint of one process would differ.
    [Fact, Trait("Promise", "K14")]
    public void TheShapeOfAToken_NamesItsAudienceAndResource_AsTheyAre()
    {
        var shape = OAuthShape.Of(Options(("audience", "https://api.example.com"), ("resource", "orders"), ("other", "left out")));

        shape.Should().Contain("api.example.com").And.Contain("orders").And.NotContain("left out").And.NotContain("***");
        shape.Should().NotBe(OAuthShape.Of(Options(("audience", "https://other.example.com"), ("resource", "orders"))));
    }

    [Fact]
    public void ARefreshedTokenHasNoShape()
    {
        var options = Options();
        options.GrantType = OAuthGrantType.RefreshToken;

        OAuthShape.Of(options).Should().BeNull();
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

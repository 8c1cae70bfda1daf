namespace AgentState.Tests;

public sealed class EndpointAddressTests
{
    [Theory, Trait("Guarantee", "K20")]
    [InlineData("https://example.com/token", true)]
    [InlineData("https://example.com/token?tenant=1", true)]
    [InlineData("http://127.0.0.1:8080/token", true)]
    [InlineData("http://[::1]/token", true)]
    [InlineData("http://localhost/token", true)]
    [InlineData("http://example.com/token", false)]
    [InlineData("http://127.0.0.1.example.com/token", false)]
    [InlineData("http://localhost.example.com/token", false)]
    [InlineData("http://10.0.0.1/token", false)]
    [InlineData("ftp://127.0.0.1/token", false)]
    [InlineData("file:///token", false)]
    [InlineData("https://user:password@example.com/token", false)]
    [InlineData("https://example.com/token#part", false)]
    [InlineData("/token", false)]
    public void ProblemOf_AnyAddress_AllowsOnlyHttpsOrLoopback(string address, bool isGood)
    {
        var problem = EndpointAddress.ProblemOf(new Uri(address, UriKind.RelativeOrAbsolute));

        (problem is null).Should().Be(isGood);
        (problem ?? "").Should().NotContain("password@").And.NotContain("tenant");
    }

    [Theory]
    [InlineData("https://example.com", "https://example.com/a/b")]
    [InlineData("https://example.com/", "https://example.com/a/b")]
    [InlineData("https://example.com/api/v3", "https://example.com/api/v3/a/b")]
    [InlineData("https://example.com/api/v3/", "https://example.com/api/v3/a/b")]
    public void Beneath_WithOrWithoutTrailingSlash_KeepsTheBase(string root, string expected) =>
        EndpointAddress.Beneath(new Uri(root), "a/b").AbsoluteUri.Should().Be(expected);
}

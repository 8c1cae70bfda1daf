using System.Net;

namespace AgentState.Tests;

public sealed class EndpointProxyTests
{
    private static readonly EndpointProxy Proxy = new(new WebProxy("http://proxy.example:3128"));

    [Theory, Trait("Guarantee", "K19")]
    [InlineData("http://127.0.0.1:8080/token")]
    [InlineData("http://localhost/token")]
    [InlineData("http://[::1]/token")]
    [InlineData("https://localhost/token")]
    [InlineData("http://service.example/token")]
    public void GetProxy_PlainHttpOrLoopback_IsNull(string address)
    {
        Proxy.IsBypassed(new Uri(address)).Should().BeTrue();
        Proxy.GetProxy(new Uri(address)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "K19")]
    public void GetProxy_HttpsToAnotherHost_IsTheProxy()
    {
        Proxy.IsBypassed(new Uri("https://service.example/token")).Should().BeFalse();
        Proxy.GetProxy(new Uri("https://service.example/token")).Should().Be(new Uri("http://proxy.example:3128"));
    }
}

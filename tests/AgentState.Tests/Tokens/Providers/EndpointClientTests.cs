using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>Tests the HTTP call that all providers share, over real HTTP.</summary>
public sealed class EndpointClientTests
{
    private const string Key = "google";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "K20")]
    [InlineData(301, typeof(TokenConfigurationException))]
    [InlineData(308, typeof(TokenConfigurationException))]
    [InlineData(302, typeof(TokenRefreshException))]
    [InlineData(307, typeof(TokenRefreshException))]
    public async Task SendAsync_Redirect_IsNotFollowed(int status, Type expected)
    {
        await using var test = await StartAsync();
        await using var elsewhere = await ScriptedProvider.StartAsync(test.Clock, Token);
        test.Provider.Next(ProviderScript.Redirect(elsewhere.TokenEndpoint, status));

        var error = (await Sending(test).Should().ThrowAsync<AgentStateException>()).Which;

        error.Should().BeOfType(expected);
        error.Message.Should().Contain($"({status})")
            .And.NotContain(elsewhere.Address.Authority, "the target address is a text of the service");
        (test.Provider.Requests.Count, elsewhere.Requests.Count).Should().Be((1, 0));
    }

    [Fact, Trait("Guarantee", "K20")]
    public async Task SendAsync_PlainHttpToAnotherHost_Throws()
    {
        await using var test = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://example.com/token");

        (await FluentActions.Awaiting(() => Client(test).SendAsync(Key, request, Token)).Should().ThrowAsync<TokenConfigurationException>())
            .Which.Message.Should().Contain("https");
    }

    [Fact]
    public async Task SendAsync_BodyTooLarge_Throws()
    {
        await using var test = await StartAsync();
        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(200, new string(' ', EndpointClient.MaxBodyBytes + 1))));

        (await Sending(test).Should().ThrowAsync<TokenRefreshException>()).Which.Message.Should().Contain("more than");

        test.Provider.Next(
            ProviderScript.Instead(new ProviderAnswer(200, $$"""{ "error": "x" }{{new string(' ', EndpointClient.MaxBodyBytes / 2)}}""")));
        (await SendAsync(test)).Body.Text("error").Should().Be("x");
    }

    [Fact]
    public async Task SendAsync_SetCookieReply_SendsNoCookieLater()
    {
        await using var test = await StartAsync();
        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(200).With("Set-Cookie", "session=1; Path=/")));

        await SendAsync(test);
        await SendAsync(test);

        test.Provider.Requests.Should().HaveCount(2).And.OnlyContain(request => !request.Headers.ContainsKey("cookie"));
    }

    [Fact]
    public async Task SendAsync_Cancelled_ThrowsOperationCanceledException()
    {
        await using var test = await StartAsync();
        test.Provider.Next(ProviderScript.Hang());
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, test.Provider.TokenEndpoint);

        var sending = Client(test).SendAsync(Key, request, cancellation.Token);
        await test.Provider.NextRequestAsync(Token);
        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => sending).Should().ThrowAsync<OperationCanceledException>();
    }

    // A handler for all clients would consume a refresh token if it retries, and would see the token if it logs.
    [Fact, Trait("Guarantee", "K19")]
    public async Task SendAsync_WithHandlerForAllClients_SkipsIt()
    {
        using var seen = new CountingHandler();
        await using var test = await StartAsync(
            services => services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => seen)));

        await SendAsync(test);
        using var other = test.Services.GetRequiredService<IHttpClientFactory>().CreateClient("other");
        using var response = await other.GetAsync(test.Provider.Resource, Token);

        seen.Calls.Should().Be(1, "only the other client has the handler");
    }

    private static EndpointClient Client(VaultWithProvider test) => test.Services.GetRequiredService<EndpointClient>();

    private static Func<Task<EndpointReply>> Sending(VaultWithProvider test) => () => SendAsync(test);

    private static async Task<EndpointReply> SendAsync(VaultWithProvider test)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, test.Provider.TokenEndpoint);
        return await Client(test).SendAsync(Key, request, Token);
    }

    private static Task<VaultWithProvider> StartAsync(Action<IServiceCollection>? more = null) => VaultWithProvider.StartAsync(
        (builder, provider) => builder.AddOAuthRefresh(Key, options =>
        {
            options.TokenEndpoint = provider.TokenEndpoint;
            options.ClientId = "client";
            options.ClientSecret = new SecretString("secret");
        }),
        more);

    private sealed class CountingHandler : DelegatingHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return base.SendAsync(request, cancellationToken);
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState.Tests;

/// <summary>Tests the HTTP handler that adds tokens to requests, over real HTTP.</summary>
public sealed class AgentTokenHandlerTests
{
    private const string Key = "google";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K13")]
    public async Task Send_WithGrant_AddsTheCurrentToken()
    {
        await using var test = await StartAsync();
        var token = await ConsentAsync(test);

        using var response = await Client(test).GetAsync(test.Provider.Resource, Token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        test.Provider.Requests.Should().ContainSingle().Which.Headers["authorization"].Should().Be($"Bearer {token}");
        response.RequestMessage!.Headers.Authorization.Should().BeNull("the handler removes the header after the call");
    }

    [Fact]
    public async Task AddAgentToken_WithScheme_SendsThatScheme()
    {
        await using var test = await StartAsync(client => client.AddAgentToken(Key, "token"));
        var token = await ConsentAsync(test);
        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(200)));

        using var response = await Client(test).GetAsync(test.Provider.Resource, Token);

        test.Provider.Requests.Single().Headers["authorization"].Should().Be($"token {token}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("Bearer,")]
    public void AddAgentToken_InvalidScheme_Throws(string scheme) =>
        FluentActions.Invoking(() => new ServiceCollection().AddHttpClient("github").AddAgentToken(Key, scheme))
            .Should().Throw<ArgumentException>();

    public static TheoryData<string> Bodies => ["none", "text", "json", "form", "stream of known length", "multipart"];

    [Theory, MemberData(nameof(Bodies)), Trait("Guarantee", "K13")]
    public async Task Send_401Reply_ReportsItAndRepeatsOnceWithTheBody(string kind)
    {
        await using var test = await StartAsync();
        var old = await ConsentAsync(test);
        test.Provider.Grants.Revoke(old);
        using var request = new HttpRequestMessage(HttpMethod.Post, test.Provider.Resource) { Content = Content(kind) };

        using var response = await Client(test).SendAsync(request, Token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        test.Provider.Grants.Refreshes.Should().Be(1);
        var calls = Calls(test);
        calls.Should().HaveCount(2);
        calls[0].Bearer.Should().Be(old);
        calls[1].Body.Should().Be(calls[0].Body);
        (calls[1].Body.Length > 0).Should().Be(kind != "none");
        (await test.GetAsync(Key)).Should().Be(calls[1].Bearer);
    }

    [Fact, Trait("Guarantee", "K13")]
    public async Task Send_ConcurrentRequestsGet401_RefreshOnce()
    {
        await using var test = await StartAsync();
        test.Provider.Grants.Revoke(await ConsentAsync(test));
        var client = Client(test);

        var codes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var response = await client.GetAsync(test.Provider.Resource, Token);
            return response.StatusCode;
        }));

        codes.Should().OnlyContain(code => code == HttpStatusCode.OK);
        test.Provider.Grants.Refreshes.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "K13")]
    public async Task Send_Second401_IsReturned()
    {
        await using var test = await StartAsync();
        await ConsentAsync(test);
        var no = ProviderScript.Instead(new ProviderAnswer(401));
        test.Provider.Next(no, ProviderScript.Once(Task.CompletedTask), no);

        using var response = await Client(test).GetAsync(test.Provider.Resource, Token);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (Calls(test).Count, test.Provider.Grants.Refreshes).Should().Be((2, 1));
    }

    public static TheoryData<string> StreamKinds => ["of unknown length", "too long"];

    [Theory, MemberData(nameof(StreamKinds)), Trait("Guarantee", "K13")]
    public async Task Send_UnrepeatableBodyGets401_NextRequestHasTheNewToken(string kind)
    {
        await using var test = await StartAsync();
        test.Provider.Grants.Revoke(await ConsentAsync(test));
        using var request = new HttpRequestMessage(HttpMethod.Post, test.Provider.Resource)
        {
            Content = new StreamContent(
                kind == "too long"
                    ? new MemoryStream(new byte[RepeatableContent.MaxBufferedBytes + 1])
                    : new UnseekableStream(Encoding.UTF8.GetBytes("body"))),
        };

        using var first = await Client(test).SendAsync(request, Token);
        using var second = await Client(test).GetAsync(test.Provider.Resource, Token);

        (first.StatusCode, second.StatusCode).Should().Be((HttpStatusCode.Unauthorized, HttpStatusCode.OK));
        (Calls(test).Count, test.Provider.Grants.Refreshes).Should().Be((2, 1));
    }

    [Fact]
    public async Task Send_WithOwnAuthorization_KeepsIt()
    {
        await using var test = await StartAsync();
        await ConsentAsync(test);
        using var request = new HttpRequestMessage(HttpMethod.Get, test.Provider.Resource)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", "eDp5") },
        };

        using var response = await Client(test).SendAsync(request, Token);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        test.Provider.Requests.Should().ContainSingle().Which.Headers["authorization"].Should().Be("Basic eDp5");
    }

    [Fact, Trait("Guarantee", "K20")]
    public async Task Send_PlainHttpToAnotherHost_Throws()
    {
        await using var test = await StartAsync();
        await ConsentAsync(test);

        (await Client(test).Awaiting(client => client.GetAsync(new Uri("http://example.com/"), Token))
            .Should().ThrowAsync<TokenConfigurationException>()).Which.Message.Should().Contain("https");
    }

    [Fact, Trait("Guarantee", "K20")]
    public async Task Send_RedirectToAnotherHost_OmitsTokenAndIgnoresIts401()
    {
        await using var test = await StartAsync();
        await using var elsewhere = await ScriptedProvider.StartAsync(test.Clock, Token);
        await ConsentAsync(test);
        test.Provider.Next(ProviderScript.Redirect(elsewhere.Resource));

        using var response = await Client(test).GetAsync(test.Provider.Resource, Token);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        elsewhere.Requests.Should().ContainSingle().Which.Headers.Should().NotContainKey("authorization");
        (test.Provider.Requests.Count, test.Provider.Grants.Refreshes).Should().Be((1, 0));
    }

    [Fact]
    public async Task Send_OuterHandlerRepeats_AddsTheTokenAgain()
    {
        await using var test = await StartAsync(client => client.AddHttpMessageHandler(() => new Repeating()).AddAgentToken(Key));
        await ConsentAsync(test);
        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(503)));

        using var response = await Client(test).GetAsync(test.Provider.Resource, Token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        Calls(test).Should().HaveCount(2).And.OnlyContain(call => call.Bearer != null);
    }

    [Fact, Trait("Guarantee", "K7"), Trait("Guarantee", "K13")]
    public async Task Send_VaultThrows_PropagatesTheException()
    {
        await using var test = await StartAsync();
        await ConsentAsync(test);
        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(401)), ProviderScript.Error("invalid_grant", 400));

        await Client(test).Awaiting(client => client.GetAsync(test.Provider.Resource, Token))
            .Should().ThrowAsync<ReauthorizationRequiredException>();
    }

    [Fact]
    public async Task Send_Synchronously_Throws()
    {
        await using var test = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, test.Provider.Resource);

        Client(test).Invoking(client => client.Send(request, Token)).Should().Throw<NotSupportedException>();

        test.Provider.Requests.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "K18")]
    public async Task Send_WithOtherHeadersRedacted_LogsNoToken()
    {
        await using var test = await StartAsync(client => client.AddAgentToken(Key).RedactLoggedHeaders(name => name == "X-Other"));
        var token = await ConsentAsync(test);
        using var request = new HttpRequestMessage(HttpMethod.Get, test.Provider.Resource) { Headers = { { "X-Other", "hidden" } } };

        using var response = await Client(test).SendAsync(request, Token);

        test.Logs.Heard.Should()
            .Contain(log => log.Text.Contains("X-Other: *", StringComparison.Ordinal), "headers are logged at this level")
            .And.NotContain(log => log.Text.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AddAgentToken_WithKeyedVault_UsesIt()
    {
        await using var test = await StartAsync(
            client => client.AddAgentToken(Key, serviceKey: "vault"),
            services => services.AddKeyedAgentState("vault").UseEmbedded().AddStaticToken(Key, new SecretString("of-the-keyed-vault")));

        test.Provider.Next(ProviderScript.Instead(new ProviderAnswer(200)));

        using var response = await Client(test).GetAsync(test.Provider.Resource, Token);

        test.Provider.Requests.Single().Bearer.Should().Be("of-the-keyed-vault");
    }

    // Structured sinks write the log state, which still holds values that the text redacts.
    [Fact, Trait("Guarantee", "K19")]
    public async Task Send_AtAnyLogLevel_LogStateHoldsNoToken()
    {
        using var states = new LoggedStates();
        await using var test = await StartAsync(
            client => client.AddAgentToken(Key)
                .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { UseProxy = false }),
            services => services.AddLogging(logging => logging.AddProvider(states)));
        var token = await ConsentAsync(test);
        using var request = new HttpRequestMessage(HttpMethod.Get, test.Provider.Resource) { Headers = { { "X-Seen", "a header" } } };

        using var response = await Client(test).SendAsync(request, Token);

        test.Provider.Requests.Single().Bearer.Should().Be(token);
        states.Texts.Should().Contain(text => text.Contains("a header", StringComparison.Ordinal), "the recorder must see other headers")
            .And.NotContain(text => text.Contains(token, StringComparison.Ordinal));
    }

    private static HttpClient Client(VaultWithProvider test) => test.Services.GetRequiredService<IHttpClientFactory>().CreateClient("api");

    private static List<RecordedRequest> Calls(VaultWithProvider test) =>
        [.. test.Provider.Requests.Where(request => request.Path == "/resource")];

    private static async Task<string> ConsentAsync(VaultWithProvider test)
    {
        var (access, refresh) = test.Provider.Grants.Consent();
        await test.Vault.SaveGrantAsync(
            Key,
            new NewGrant
            {
                AccessToken = new SecretString(access),
                RefreshToken = new SecretString(refresh),
                ExpiresAt = test.Clock.GetUtcNow().AddHours(8),
            },
            Token);
        return access;
    }

    private static HttpContent? Content(string kind) => kind switch
    {
        "text" => new StringContent("body"),
        "json" => JsonContent.Create(new { body = 1 }),
        "form" => new FormUrlEncodedContent([new("body", "1")]),
        "stream of known length" => new StreamContent(new UnseekableStream(Encoding.UTF8.GetBytes("body")))
        {
            Headers = { ContentLength = 4 },
        },
        "multipart" => new MultipartFormDataContent("boundary") { { new StringContent("body"), "part" } },
        _ => null,
    };

    private static Task<VaultWithProvider> StartAsync(Action<IHttpClientBuilder>? client = null, Action<IServiceCollection>? more = null) =>
        VaultWithProvider.StartAsync(
            (builder, provider) => builder.AddOAuthRefresh(Key, options =>
            {
                (options.TokenEndpoint, options.ClientId) = (provider.TokenEndpoint, "client");
                options.ClientSecret = new SecretString("secret");
            }),
            services =>
            {
                (client ?? (api => api.AddAgentToken(Key)))(services.AddHttpClient("api"));
                more?.Invoke(services);
            });

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private sealed class Repeating : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? response : await base.SendAsync(request, cancellationToken);
        }
    }
}

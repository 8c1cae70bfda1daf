using System.Net;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Tests.Connection;

/// <summary>Tests service account tokens, from the token endpoint to the header of a call.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private ScriptedTokenEndpoint issuer = null!;
    private ScriptedFirestore server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        issuer = await ScriptedTokenEndpoint.StartAsync(Token);
        server = await ScriptedFirestore.StartAsync(Token);
        server.On("GetDocument", ScriptedReply.Ok(new Document()));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact, Trait("Guarantee", "P3")]
    public async Task Calls_WithServiceAccount_ShareOneToken()
    {
        await using var store = new FirestoreDocumentStore(Connection());
        await store.GetAsync(["first"], Token);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => store.GetAsync([$"{i}"], Token)));

        issuer.Requests.Should().Be(1);
        server.Calls.Should().HaveCount(21).And.OnlyContain(call => call.Headers["authorization"] == "Bearer token-1");
    }

    [Fact, Trait("Guarantee", "P3")]
    public async Task Token_Expired_IsRenewed()
    {
        issuer.NextExpiresIn(TimeSpan.FromSeconds(1));
        await using var store = new FirestoreDocumentStore(Connection());

        for (var i = 0; i < 3; i++)
        {
            await store.GetAsync(["a"], Token);
        }

        server.Calls.Select(call => call.Headers["authorization"]).Should().Equal("Bearer token-1", "Bearer token-2", "Bearer token-2");
    }

    [Theory, Trait("Guarantee", "P11")]
    [InlineData("http://issuer.example/token")]
    [InlineData("ftp://issuer.example/token")]
    [InlineData("no address")]
    public void Parse_TokenUriWithoutHttps_Throws(string address)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(issuer.ServiceAccountJson("from-key"))!;
        json["token_uri"] = address;

        var parse = () => ServiceAccountKey.Parse(json.ToJsonString());

        parse.Should().Throw<FormatException>().WithMessage("*token_uri*");
    }

    [Fact, Trait("Guarantee", "P11")]
    public async Task Token_Refused_ThrowsPermissionExceptionWithoutTheKey()
    {
        issuer.NextFails(HttpStatusCode.BadRequest, "invalid_grant");
        var json = issuer.ServiceAccountJson("from-key");
        await using var store = new FirestoreDocumentStore(Connection(json));

        var get = () => store.GetAsync(["a"], Token);

        var error = (await get.Should().ThrowAsync<StatePermissionException>()).Which;
        error.Message.Should().Contain("invalid_grant").And.Contain("clock");
        error.InnerException.Should().NotBeNull();
        error.ToString().Should().NotContain("PRIVATE KEY");
        server.Calls.Should().BeEmpty();
    }

    [Theory, Trait("Guarantee", "P11")]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task Token_IssuerUnavailable_ThrowsThenSucceeds(HttpStatusCode status)
    {
        issuer.NextFails(status, "trouble");
        await using var store = new FirestoreDocumentStore(Connection());
        var commit = () => store.CommitAsync([new Write { Delete = "a" }], Token);

        (await commit.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeFalse();
        await store.GetAsync(["a"], Token);

        issuer.Requests.Should().Be(2);
        server.Calls.Should().ContainSingle();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Token_NeverIssued_ThrowsAfterTheCallTimeout()
    {
        issuer.NextStalls();
        await using var store = new FirestoreDocumentStore(Connection(timeout: TimeSpan.FromMilliseconds(200)));

        var get = () => store.GetAsync(["a"], Token);

        (await get.Should().ThrowAsync<StateUnavailableException>()).Which.InnerException.Should().BeOfType<TimeoutException>();
    }

    [Fact, Trait("Guarantee", "P12")]
    public async Task Token_CallerCancels_ThrowsWithTheCallersToken()
    {
        issuer.NextStalls();
        await using var store = new FirestoreDocumentStore(Connection());
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var get = () => store.GetAsync(["a"], caller.Token);

        (await get.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
    }

    [Fact, Trait("Guarantee", "P3")]
    public async Task OwnTokens_BeforeEveryCall_AreRequested()
    {
        var asked = 0;
        var credential = FirestoreCredential.FromAccessTokens(_ => new($"own-{++asked}"));
        await using var store = new FirestoreDocumentStore(
            server.Connection() with { Tokens = credential.Tokens(TimeSpan.FromSeconds(5)) });

        await store.GetAsync(["a"], Token);
        await store.GetAsync(["a"], Token);

        server.Calls.Select(call => call.Headers["authorization"]).Should().Equal("Bearer own-1", "Bearer own-2");
    }

    [Theory, Trait("Guarantee", "P11")]
    [InlineData(typeof(HttpRequestException), typeof(StateUnavailableException))]
    [InlineData(typeof(TimeoutException), typeof(StateUnavailableException))]
    [InlineData(typeof(OperationCanceledException), typeof(StateUnavailableException))]
    [InlineData(typeof(InvalidOperationException), typeof(StatePermissionException))]
    public async Task OwnTokens_Failing_ThrowByCause(Type cause, Type expected)
    {
        var credential = FirestoreCredential.FromAccessTokens(_ => throw (Exception)Activator.CreateInstance(cause)!);
        await using var store = new FirestoreDocumentStore(
            server.Connection() with { Tokens = credential.Tokens(TimeSpan.FromSeconds(5)) });

        var get = () => store.GetAsync(["a"], Token);

        var error = (await get.Should().ThrowAsync<AgentStateException>()).Which;
        error.Should().BeOfType(expected);
        error.InnerException.Should().BeOfType(cause);
    }

    // Google's library quotes the value that it reads as a path.
    [Fact, Trait("Guarantee", "P15")]
    public async Task GoogleTokens_KeyInsteadOfItsPath_IsNotQuoted()
    {
        const string canary = "zq7kary7f3a";
        var tokens = new GoogleTokens(
            () => throw new InvalidOperationException($"Error reading credential file from location {canary}"), TimeSpan.FromSeconds(5));

        var get = () => tokens.GetAsync(Token).AsTask();

        (await get.Should().ThrowAsync<StatePermissionException>()).Which.ToString()
            .Should().NotContain(canary[..4]).And.Contain("GOOGLE_APPLICATION_CREDENTIALS");
    }

    [Fact, Trait("Guarantee", "P15")]
    public void CallToken_AsText_OmitsTheToken() => $"{new CallToken("sesame")}".Should().NotContain("sesame");

    private FirestoreConnection Connection(string? json = null, TimeSpan? timeout = null) => server.Connection() with
    {
        Tokens = FirestoreCredential.FromServiceAccount(json ?? issuer.ServiceAccountJson("from-key"))
            .Tokens(timeout ?? TimeSpan.FromSeconds(10)),
    };
}

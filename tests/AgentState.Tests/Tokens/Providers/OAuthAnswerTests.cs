using System.Net;
using System.Text;

namespace AgentState.Tests;

public sealed class OAuthAnswerTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory, Trait("Guarantee", "K16"), Trait("Guarantee", "K27")]
    [InlineData(200, """{ "access_token": "a" }""", OAuthAnswer.Granted)]
    [InlineData(200, """{ "access_token": "" }""", OAuthAnswer.Failed)]
    [InlineData(200, "{}", OAuthAnswer.Failed)]
    [InlineData(200, "no JSON", OAuthAnswer.Failed)]
    [InlineData(200, """{ "error": "bad_refresh_token" }""", OAuthAnswer.Reauthorize)]
    [InlineData(200, """{ "error": "bad_refresh_token", "access_token": "a" }""", OAuthAnswer.Reauthorize)]
    [InlineData(400, """{ "error": "invalid_grant" }""", OAuthAnswer.Reauthorize)]
    [InlineData(400, """{ "error": "interaction_required" }""", OAuthAnswer.Reauthorize)]
    [InlineData(200, """{ "error": "incorrect_client_credentials" }""", OAuthAnswer.Misconfigured)]
    [InlineData(401, """{ "error": "invalid_client" }""", OAuthAnswer.Misconfigured)]
    [InlineData(400, """{ "error": "unauthorized_client" }""", OAuthAnswer.Misconfigured)]
    [InlineData(400, """{ "error": "invalid_scope" }""", OAuthAnswer.Misconfigured)]
    [InlineData(401, "", OAuthAnswer.Misconfigured)]
    [InlineData(400, """{ "error": "something_new" }""", OAuthAnswer.Failed)]
    [InlineData(400, """{ "error": { "code": 400 } }""", OAuthAnswer.Failed)]
    [InlineData(500, """{ "error": "invalid_grant" }""", OAuthAnswer.Failed)]
    [InlineData(503, "", OAuthAnswer.Failed)]
    [InlineData(429, """{ "error": "invalid_grant" }""", OAuthAnswer.RateLimited)]
    [InlineData(400, """{ "error": "slow_down" }""", OAuthAnswer.RateLimited)]
    [InlineData(404, "", OAuthAnswer.Failed)]
    [InlineData(200, """{ "access_token": "a", "error": null }""", OAuthAnswer.Granted)]
    [InlineData(200, """{ "access_token": "a", "error": "" }""", OAuthAnswer.Granted)]
    [InlineData(200, """{ "ok": false, "error": "invalid_refresh_token" }""", OAuthAnswer.Reauthorize)]
    [InlineData(401, """{ "error": { "code": "refresh_token_reused", "message": "x" } }""", OAuthAnswer.Reauthorize)]
    [InlineData(
        403, """{ "error": "unauthorized_client", "error_description": "Unknown or invalid refresh token." }""", OAuthAnswer.Reauthorize)]
    [InlineData(400, """{ "error": "invalid_request", "error_description": "The refresh_token is malformed" }""", OAuthAnswer.Reauthorize)]
    [InlineData(
        400, """{ "error": "invalid_request", "error_description": "Missing parameter: refresh_token" }""", OAuthAnswer.Misconfigured)]
    [InlineData(400, """{ "errors": [{ "code": "invalid_grant" }] }""", OAuthAnswer.Reauthorize)]
    [InlineData(400, """{ "errorCode": "invalid_grant" }""", OAuthAnswer.Reauthorize)]
    [InlineData(400, """{ "code": "invalid_grant", "message": "x" }""", OAuthAnswer.Reauthorize)]
    [InlineData(400, """{ "error": { "type": "invalid_grant" } }""", OAuthAnswer.Reauthorize)]
    [InlineData(400, """{ "error": { "type": "something_new" } }""", OAuthAnswer.Failed)]
    [InlineData(400, "error=invalid_grant&error_description=x", OAuthAnswer.Reauthorize)]
    [InlineData(200, "access_token=a&scope=&token_type=bearer", OAuthAnswer.Granted)]
    [InlineData(200, "<html>access_token=a</html>", OAuthAnswer.Failed)]
    public void Answer_ByErrorThenByStatus_IsExpected(int status, string body, object expected) =>
        OAuthAnswerReader.Of(Reply(status, body), isRefresh: true).Should().Be((OAuthAnswer)expected);

    [Fact, Trait("Guarantee", "K16")]
    public void Answer_InvalidGrantWithoutRefreshToken_IsMisconfigured() =>
        OAuthAnswerReader.Of(Reply(400, """{ "error": "invalid_grant" }"""), isRefresh: false).Should().Be(OAuthAnswer.Misconfigured);

    [Theory, Trait("Guarantee", "K19")]
    [InlineData("""{ "error": "zq7kary" }""")]
    [InlineData("""{ "error": "invalid_grant", "error_description": "zq7kary", "error_uri": "https://zq7kary" }""")]
    [InlineData("zq7kary")]
    public void Describe_AnyReply_OmitsItsText(string body) =>
        OAuthAnswerReader.Describe(Reply(400, body)).Should().NotContain("zq7k").And.StartWith("400");

    [Fact, Trait("Guarantee", "K8"), Trait("Guarantee", "K27"), Trait("Guarantee", "K33")]
    public void Grant_FromReply_HasItsValues()
    {
        var grant = OAuthGrants.Of(
            Reply(200, """
                { "access_token": "a", "refresh_token": "r", "token_type": "bearer",
                  "expires_in": 60, "refresh_token_expires_in": "120", "scope": "read" }
                """),
            Current,
            asked: ["read", "write"],
            OAuthOptions.DefaultAssumedLifetime);

        grant.Should().BeEquivalentTo(new NewGrant
        {
            AccessToken = new SecretString("a"),
            RefreshToken = new SecretString("r"),
            TokenType = "bearer",
            ExpiresAt = At.AddSeconds(60),
            RefreshTokenExpiresAt = At.AddSeconds(120),
            Scopes = ["read"],
        });
    }

    [Theory, Trait("Guarantee", "K8")]
    [InlineData("\"expires_in\": 3600", 3600)]
    [InlineData("\"expires_in\": \"3600\"", 3600)]
    [InlineData("\"expires_in\": \"3600.0\"", 3600)]
    [InlineData("\"expires_in\": \" 3600 \"", 3600)]
    [InlineData("\"expires_on\": \"1769864400\"", 3600)]
    [InlineData("\"expires_at\": 1769864400", 3600)]
    [InlineData("\"expires_at\": 1769864400000", 3600)]
    [InlineData("\"expires_at\": \"2026-01-31T13:00:00Z\"", 3600)]
    [InlineData("\"expires_in\": null", null)]
    [InlineData("\"scope\": \"x\"", null)]
    public void ExpiresAt_InAnyKnownForm_IsRead(string said, int? seconds)
    {
        var reply = Reply(200, $$"""{ "access_token": "a", {{said}} }""");

        OAuthGrants.HasUnreadableEnd(reply).Should().BeFalse();
        GrantOf(reply).ExpiresAt.Should().Be(seconds is { } length ? At.AddSeconds(length) : null);
    }

    [Theory, Trait("Guarantee", "K8")]
    [InlineData("\"expires_in\": true")]
    [InlineData("\"expires_in\": \"\"")]
    [InlineData("\"expires_in\": [3600]")]
    [InlineData("\"expires_in\": \"3600abc\"")]
    [InlineData("\"expires_at\": \"tomorrow\"")]
    public void ExpiresAt_Unreadable_IsTheAssumedLifetime(string said)
    {
        var reply = Reply(200, $$"""{ "access_token": "a", {{said}} }""");

        OAuthGrants.HasUnreadableEnd(reply).Should().BeTrue();
        GrantOf(reply).ExpiresAt.Should().Be(At + OAuthOptions.DefaultAssumedLifetime);
    }

    [Theory, Trait("Guarantee", "K5")]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    public void Body_InAnyUnicodeEncoding_IsRead(string encoding, bool hasMark)
    {
        var form = Encoding.GetEncoding(encoding);
        byte[] body = [.. hasMark ? form.GetPreamble() : [], .. form.GetBytes("""{ "access_token": "a", "refresh_token": "r" }""")];

        var reply = new EndpointReply { Status = HttpStatusCode.OK, At = At, Body = EndpointBody.Parse(body) };

        (GrantOf(reply).AccessToken.Reveal(), GrantOf(reply).RefreshToken!.Reveal()).Should().Be(("a", "r"));
    }

    [Fact, Trait("Guarantee", "K5")]
    public void Body_FormEncoded_IsRead() =>
        GrantOf(Reply(200, "access_token=a%2Bb&refresh_token=r+1&expires_in=60&scope=repo")).Should().BeEquivalentTo(new NewGrant
        {
            AccessToken = new SecretString("a+b"),
            RefreshToken = new SecretString("r 1"),
            ExpiresAt = At.AddSeconds(60),
            Scopes = ["repo"],
        });

    [Fact, Trait("Guarantee", "K8")]
    public void Grant_ValuesMissingInReply_KeepsTheCurrentOnes()
    {
        var grant = OAuthGrants.Of(
            Reply(200, """{ "access_token": "a", "refresh_token": "" }"""), Current, asked: [], OAuthOptions.DefaultAssumedLifetime);

        grant.Should().BeEquivalentTo(new NewGrant
        {
            AccessToken = new SecretString("a"),
            RefreshTokenExpiresAt = Current.RefreshTokenExpiresAt,
            Scopes = ["before"],
        });
    }

    // A token pair that consumed a refresh token must not be lost because of another invalid field.
    [Fact, Trait("Guarantee", "K5")]
    public void Grant_UnstorableValues_AreOmitted()
    {
        var grant = OAuthGrants.Of(
            Reply(200, $$"""{ "access_token": "a", "token_type": "x\ny", "scope": "{{new string('s', 2_000)}} read" }"""),
            Current,
            asked: [],
            OAuthOptions.DefaultAssumedLifetime);

        (grant.TokenType, grant.Scopes!.Single()).Should().Be((null, "read"));
        FluentActions.Invoking(() => TokenArguments.Check(grant)).Should().NotThrow();
    }

    [Theory, Trait("Guarantee", "K33")]
    [InlineData("""{ "scope": "read" }""", "write")]
    [InlineData("""{ "scope": "write read more" }""", "")]
    [InlineData("""{ "scope": "" }""", "")]
    [InlineData("{}", "")]
    public void Missing_ByGrantedScopes_ReturnsTheOthers(string body, string missing) =>
        string.Join(' ', OAuthGrants.Missing(Reply(200, body), ["read", "write"])).Should().Be(missing);

    private static TokenGrant Current { get; } = new()
    {
        Key = "google",
        AccessToken = new SecretString("old"),
        RefreshToken = new SecretString("old-refresh"),
        RefreshTokenExpiresAt = At.AddDays(30),
        Scopes = ["before"],
    };

    private static NewGrant GrantOf(EndpointReply reply) => OAuthGrants.Of(reply, current: null, [], OAuthOptions.DefaultAssumedLifetime);

    private static EndpointReply Reply(int status, string body) => new()
    {
        Status = (HttpStatusCode)status,
        At = At,
        Body = EndpointBody.Parse(Encoding.UTF8.GetBytes(body)),
    };
}

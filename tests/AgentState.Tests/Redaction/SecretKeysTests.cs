namespace AgentState.Tests;

/// <summary>Tests which keys mark their values as secret.</summary>
public sealed class SecretKeysTests
{
    private static readonly SecretKeys Keys = new(["session id"]);

    [Theory, Trait("Guarantee", "L10")]
    [InlineData("pwd")]
    [InlineData("dbPwd")]
    [InlineData("cookie")]
    [InlineData("Set-Cookie")]
    [InlineData("cookies")]
    [InlineData("jwt")]
    [InlineData("userJWT")]
    [InlineData("dsn")]
    [InlineData("SENTRY_DSN")]
    [InlineData("connectionString")]
    [InlineData("CONNECTION_STRING")]
    [InlineData("connectionStrings")]
    [InlineData("signingKey")]
    [InlineData("signing_keys")]
    [InlineData("accessKey")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("APIKey")]
    [InlineData("clientsecret")]
    [InlineData("dbpassword")]
    [InlineData("password_hash")]
    [InlineData("secretId")]
    [InlineData("sessionId")]
    public void Of_KeyOfASecret_IsSecret(string key) => Keys.Of(key).Should().Be(Secrecy.Secret);

    [Theory, Trait("Guarantee", "L10")]
    [InlineData("pass")]
    [InlineData("userPass")]
    [InlineData("auth")]
    [InlineData("basic_auth")]
    [InlineData("token")]
    [InlineData("accesstoken")]
    [InlineData("botToken")]
    [InlineData("tokens")]
    [InlineData("x-auth-token")]
    [InlineData("inputTokens2fa_token")]
    public void Of_KeyOfASecretText_IsToken(string key) => Keys.Of(key).Should().Be(Secrecy.Token);

    [Theory, Trait("Guarantee", "L10")]
    [InlineData("tokenizer")]
    [InlineData("max_tokens")]
    [InlineData("maxTokens")]
    [InlineData("inputTokens")]
    [InlineData("total_tokens")]
    [InlineData("token_type")]
    [InlineData("tokenExpiresAt")]
    [InlineData("nextPageToken")]
    [InlineData("page_token")]
    [InlineData("pagetoken")]
    [InlineData("cancellationToken")]
    [InlineData("secretCount")]
    [InlineData("access_tokens_url")]
    [InlineData("secret_scanning_alerts")]
    [InlineData("secret_type")]
    [InlineData("author")]
    [InlineData("authorized_actors_only")]
    [InlineData("oauthApp")]
    [InlineData("OAuthApp")]
    [InlineData("passed")]
    [InlineData("compass")]
    [InlineData("passenger")]
    [InlineData("keys_url")]
    [InlineData("access_key_id")]
    [InlineData("private_key_id")]
    [InlineData("password_changed_at")]
    [InlineData("key")]
    [InlineData("")]
    [InlineData("_")]
    public void Of_AnyOtherKey_IsNone(string key) => Keys.Of(key).Should().Be(Secrecy.None);

    [Fact, Trait("Guarantee", "L10")]
    public void Redact_NumbersUnderUsage_AreKept() => new Redactor(new RedactionOptions())
        .Redact(StateMap.FromJson(
            """{"usage":{"secrets":3,"cookie":{"reads":7}},"secretCount":2,"pass":12,"secrets":"read","pin":{"password":1234}}"""))
        .Should().Be(StateMap.FromJson(
            """{"usage":{"secrets":3,"cookie":{"reads":7}},"secretCount":2,"pass":12,"secrets":"read","pin":{"password":"[redacted]"}}"""));
}

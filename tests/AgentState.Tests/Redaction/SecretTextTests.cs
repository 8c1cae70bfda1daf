namespace AgentState.Tests;

/// <summary>Tests which parts of a text are redacted, and which are kept.</summary>
public sealed class SecretTextTests
{
    private const string Pgp = "-----BEGIN PGP PRIVATE KEY BLOCK-----";
    private static readonly Redactor Redactor = new(new RedactionOptions());

    [Theory, Trait("Guarantee", "L10")]
    [InlineData("redis://:hunter2@cache:6379/0", "redis://[redacted]@cache:6379/0")]
    [InlineData("postgres://octo:hun:ter2@db/octo", "postgres://[redacted]@db/octo")]
    [InlineData("postgres://octo:hun/ter2@db/octo", "postgres://[redacted]@db/octo")]
    [InlineData("amqp://octo:hun@ter2@mq:5672", "amqp://[redacted]@mq:5672")]
    [InlineData("amqp://octo:h/u@n@mq:5672/v?x=a", "amqp://[redacted]@mq:5672/v?x=a")]
    [InlineData("https://0123456789abcdef0123456789abcdef01234567@github.com/octo/hello", "https://[redacted]@github.com/octo/hello")]
    [InlineData("https://5d41402abc4b2a76@o1.ingest.sentry.io/7", "https://[redacted]@o1.ingest.sentry.io/7")]
    [InlineData("""{"url":"https:\/\/octo:hunter2@db\/octo"}""", """{"url":"https:\/\/[redacted]@db\/octo"}""")]
    [InlineData("Authorization:  Bearer  abcdef", "Authorization:  [redacted]")]
    [InlineData("authorization=token abcdef", "authorization=[redacted]")]
    [InlineData(
        """{"headers":"{\"Authorization\":\"Bearer abcdef\",\"a\":1}"}""", """{"headers":"{\"Authorization\":\"[redacted]\",\"a\":1}"}""")]
    [InlineData("""{ 'Proxy-Authorization': 'Basic b2N0bzpodW50ZXIy' }""", """{ 'Proxy-Authorization': '[redacted]' }""")]
    [InlineData("bearer s3cr3t", "bearer [redacted]")]
    [InlineData("header: Bearer hunter", "header: Bearer [redacted]")]
    [InlineData("Bearer hunter", "Bearer [redacted]")]
    [InlineData("Server=db;User Id=octo;Password=hun ter;Timeout=3", "Server=db;User Id=octo;Password=[redacted] ter;Timeout=3")]
    [InlineData("Server=db;Pwd=hunter2;Timeout=3", "Server=db;Pwd=[redacted];Timeout=3")]
    [InlineData("Server=db;Password = hunter2;", "Server=db;Password = [redacted];")]
    [InlineData(
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=aGk=;",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=[redacted];")]
    [InlineData("GET /cb?state=7&access_token=abc&x=1", "GET /cb?state=7&access_token=[redacted]&x=1")]
    [InlineData("GET /cb?client_secret=abc HTTP/1.1", "GET /cb?client_secret=[redacted] HTTP/1.1")]
    [InlineData("""the body was {"user":"octo","password":"hun\"ter2"}""", """the body was {"user":"octo","password":"[redacted]"}""")]
    [InlineData(
        """{"body":"{\"access_token\": \"abc\", \"token_type\": \"bearer\"}"}""",
        """{"body":"{\"access_token\": \"[redacted]\", \"token_type\": \"bearer\"}"}""")]
    [InlineData("{'api_key': 'abc', 'count': 3}", "{'api_key': '[redacted]', 'count': 3}")]
    [InlineData("export DB_PASSWORD=hunter2", "export DB_PASSWORD=[redacted]")]
    [InlineData("Set-Cookie: session=abc; Path=/", "Set-Cookie: [redacted]")]
    public void Redact_SecretInsideText_KeepsTheRest(string text, string expected)
    {
        Redactor.Redact(text).Should().Be(expected);
        Redactor.Redact(expected).Should().BeSameAs(expected, "redaction is idempotent");
    }

    [Theory, Trait("Guarantee", "L10")]
    [InlineData(
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB12\n\nMIIE-MIIE\n" +
        "-----END RSA PRIVATE KEY-----\nrest")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\r\nMIIE\r\n-----END ENCRYPTED PRIVATE KEY-----\nrest")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\\nb3Bl\\n-----END OPENSSH PRIVATE KEY-----\nrest")]
    [InlineData("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"octo\"\nP2/5\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\nrest")]
    [InlineData(Pgp + "\nVersion: GnuPG v2 - octo\n\nlQPG\n=AbCd\n-----END PGP PRIVATE KEY BLOCK-----\nrest")]
    public void Redact_PrivateKeyWithAnyHeader_IsRemovedToItsEnd(string text) => Redactor.Redact(text).Should().Be("[redacted]\nrest");

    [Fact, Trait("Guarantee", "L10")]
    public void Redact_TruncatedPrivateKey_IsRemovedAsFarAsItGoes() =>
        Redactor.Redact("x -----BEGIN PRIVATE KEY-----\nMIIE\nAB+/=\n... (cut)").Should().Be("x [redacted]... (cut)");

    [Theory, Trait("Guarantee", "L10")]
    [InlineData("arn:aws:iam::123456789012:role/octo-deployment-role-of-the-agents-fleet")]
    [InlineData("arn:aws:states:eu-west-1:123456789012:stateMachine:octo-hello-and-all-that-follows-it")]
    [InlineData("1234567:5d41402abc4b2a76b9719d911017c592aa00bb11")]
    [InlineData("123456789:5d41402abc4b2a76b9719d911017c592aa0")]
    [InlineData("pip install sk-learn-contrib-lightning-and-more")]
    [InlineData("sk-learn-0123456789abcdefghij")]
    [InlineData("pod sk-processing-5d8f7c9b6d-x2x4z is ready")]
    [InlineData("https://github.com/octo/hello/pull/7?x=1:2@3")]
    [InlineData("http://localhost:8080/api/@octo/hello")]
    [InlineData("ssh://git@github.com/octo/hello")]
    [InlineData("https://github.com/@octo")]
    [InlineData("PWD=/home/octo OLDPWD=/")]
    [InlineData("pass=12 fail=0")]
    [InlineData("if (token == null) throw")]
    [InlineData("Unexpected token: }")]
    [InlineData("""{"max_tokens":"4096","token_type":"bearer","nextPageToken":"abc"}""")]
    [InlineData("GET /list?pageToken=abc&max_tokens=12")]
    [InlineData("tokenizer=bpe, author=octo, secretCount=3")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\nwsBc\n-----END PGP SIGNATURE-----")]
    [InlineData("bearer authentication is needed, bearer tokens too")]
    [InlineData("task-aaaaaaaaaaaaaaaaaaaaaaaaaaaa hf_hub_download s.ToString()")]
    [InlineData("password: must have 8 characters")]
    [InlineData("Password=[redacted];")]
    public void Redact_HarmlessText_IsUnchanged(string text) => Redactor.Redact(text).Should().BeSameAs(text);

    // Each rule examines a position once, even if its prefix repeats throughout the text.
    [Theory, Trait("Guarantee", "L10")]
    [InlineData("eyJ-")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("://a:b")]
    [InlineData("Authorization:")]
    [InlineData("password=\"")]
    [InlineData("\\\"token\\\":\\\"")]
    [InlineData("Bearer ")]
    [InlineData("123456:A")]
    public void Redact_RepeatedPrefixesOnly_IsIdempotent(string beginning)
    {
        var text = string.Concat(Enumerable.Repeat(beginning, 100_000 / beginning.Length));

        var once = Redactor.Redact(text);

        Redactor.Redact(once).Should().Be(once, "redaction is idempotent");
    }
}

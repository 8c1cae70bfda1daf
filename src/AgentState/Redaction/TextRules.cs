namespace AgentState.Internal.Redaction;

/// <summary>The rules for secrets that are recognized by the text around them.</summary>
internal static class TextRules
{
    // The quote that may follow a key: in JSON, in JSON within a text, in a header, in an assignment.
    private const string Quote = """(?:\\{0,3}["'])?""";

    // "key": "value" with escapes; 'key': 'value'; \"key\": \"value\".
    private const string InQuotes =
        """(?:"\s{0,8}(?::|=>)\s{0,8}"(?<secret>(?:\\.|[^"\\]){1,1000000})|""" +
        """'\s{0,8}(?::|=>)\s{0,8}'(?<secret>(?:\\.|[^'\\]){1,1000000})|""" +
        """\\{1,3}["']\s{0,8}:\s{0,8}\\{1,3}["'](?<secret>[^"'\\]{1,1000000}))""";

    // key=value, as in a query or a connection string.
    private const string Assigned = $$"""{{Quote}}=\\{0,3}["']?(?<secret>[^\s;&"'\\<>,)\]}]{1,1000000})""";

    // A fast check for the end of a login, which has at most 1,024 characters.
    private const string AtAhead = """(?=(?>[^\s"'<>@]{0,1300})@)""";

    private static readonly string TextInQuotes = WithoutNumbers(InQuotes);
    private static readonly string TextAssigned = WithoutNumbers(Assigned);

    /// <summary>The rules, in the order of their precedence.</summary>
    public static IReadOnlyList<RedactionRule> All { get; } =
    [
        new(
            "Private key",
            ["-----BEGIN", "---- BEGIN"],
            """----(?:-|[ ])BEGIN[ A-Z0-9]{0,40}PRIVATE[ ]KEY(?:[ ]BLOCK)?(?:-|[ ])----""" +
            """(?:(?:(?!---(?:-|[ ])BEGIN)[\s\S]){0,65536}?""" +
            """----(?:-|[ ])END[ A-Z0-9]{0,40}PRIVATE[ ]KEY(?:[ ]BLOCK)?(?:-|[ ])----|""" +
            """(?:[A-Za-z0-9+/=\s\\]|[A-Z][A-Za-z-]{2,20}:[ ][^\n\\]{0,120}){0,65536})""",
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIE\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----") { BeginsAnywhere = true },
        new(
            "PuTTY key",
            ["Private-Lines:"],
            """Private-Lines:[ ][0-9]{1,4}\s{1,4}(?<secret>[A-Za-z0-9+/=\s\\]{8,16384})""",
            "Private-Lines: 1\nAAAAgQDHYjJ0",
            "Private-Lines: none"),
        new(
            "Login in a URL",
            ["://", @":\/\/"],
            $$""":\\?/\\?/{{AtAhead}}(?<secret>[^\s/?#@:"'<>\[\]]{0,256}:[^\s/?#"'<>]{1,1024})@(?=[\w\[.-])""",
            "://octo:hunter2@db",
            "://github.com/octo/hello/pull/7?x=1:2@3") { BeginsAnywhere = true },
        new(
            "Login in a URL, its password with a slash",
            ["://", @":\/\/"],
            $$""":\\?/\\?/{{AtAhead}}(?<secret>[^\s/?#@:"'<>\[\]]{0,256}:(?![0-9]{1,5}[/?#])""" +
            """[^\s"'<>@]{1,1024}(?:@[^\s/"'<>@]{1,256}){0,8})@(?=[\w\[.-])""",
            "://octo:hun/ter2@db",
            "://localhost:8080/api/@octo/hello") { BeginsAnywhere = true },
        new(
            "Token in a URL",
            ["://", @":\/\/"],
            $$""":\\?/\\?/{{AtAhead}}(?<secret>(?=[A-Za-z_.~%+=-]{0,1024}[0-9])(?=[0-9_.~%+=-]{0,1024}[A-Za-z])""" +
            """[\w.~%+=-]{8,1024}|[\w.~%+=-]{16,1024})@(?=[\w\[.-])""",
            "://0123456789abcdef0123@db",
            "://git@github.com/octo/hello") { BeginsAnywhere = true },
        new(
            "Authorization header with parameters",
            ["authorization"],
            $$"""(?i:authorization){{Quote}}\s{0,8}[:=]\s{0,8}\[?{{Quote}}""" +
            """(?<secret>(?i:digest|oauth|hawk|aws4-[a-z0-9-]{1,24})\s{1,4}[A-Za-z_-]{1,32}=[^\r\n]{1,1000000})""",
            "Authorization: Digest username=\"octo\", response=\"6629fae49393a05397450978507c4ef1\"",
            "Authorization digest"),
        new(
            "Authorization header",
            ["authorization"],
            $$"""(?i:authorization){{Quote}}\s{0,8}[:=]\s{0,8}\[?{{Quote}}""" +
            """(?<secret>[^\s"'\\,;\]]{1,1000000}(?:[ \t]{1,8}[^\s"'\\,;\]]{1,1000000})?)""",
            "Authorization: token abc",
            "authorization is needed"),
        new(
            "Bearer token",
            ["bearer"],
            """(?i:bearer)(?:\s{1,8}|%20|\+)(?<secret>[\w.~+/-]{16,8192}={0,4}|""" +
            """(?=[A-Za-z_.~+/-]{0,16}[0-9])[\w.~+/-]{4,15}={0,4}|""" +
            """(?<=(?:[:="'][ ]?|^)(?i:bearer)\s{1,8})[\w.~+/-]{4,15}={0,4}(?=["'\\]|\s{0,4}$))""",
            "Bearer s3cr3t-token",
            "the bearer of good news"),
        new(
            "Cookie header",
            ["cookie"],
            $$"""(?i:cookie){{Quote}}\s{0,4}:\s{0,4}{{Quote}}(?<secret>[^\s"'=;,\\]{1,256}=[^\r\n"'\\]{1,1000000})""",
            "Cookie: session=5d41402abc4b; theme=dark",
            "cookie: not set"),
        new(
            "Password",
            ["password", "passwd", "passphrase", "pwd", "accountkey", "sharedaccesskey"],
            $$"""(?i:password|passwd|passphrase|pwd|accountkey|sharedaccesskey)(?:{{InQuotes}}|{{Quote}}""" +
            """[ ]{0,2}=(?!=)[ ]{0,2}(?!/)\\{0,3}["']?(?<secret>[^\s;&"'\\<>,]{1,1000000}))""",
            "Password=hunter2;",
            "PWD=/home/octo") { BeginsAnywhere = true },
        new(
            "Value of a key that names a secret",
            [
                "secret", "apikey", "api_key", "api-key", "privatekey", "private_key", "private-key", "accesskey", "access_key",
                "access-key", "signingkey", "signing_key", "signing-key",
            ],
            $"""(?i:secret|(?:api|private|access|signing)[_-]?key)s?(?:{InQuotes}|{Assigned})""",
            "client_secret=hunter2&state=7",
            "secret=") { BeginsAnywhere = true },
        new(
            "Value of a short key that names a secret",
            ["pass", "auth", "jwt", "dsn", "connectionstring", "connection_string"],
            $"""(?<![A-Za-z])(?i:pass|auth|jwt|dsn|connection_?string)(?:{TextInQuotes}|{TextAssigned})""",
            "pass=hunter2",
            "author=octo, pass=12, fail=0") { BeginsAnywhere = true },
        new(
            "Value of a token's key",
            ["token"],
            $"""(?<!(?i:page|next|continuation|sync|resume|cancellation)[_-]?)(?i:token)(?:{TextInQuotes}|{TextAssigned})""",
            "access_token=abc",
            "pageToken=abc&max_tokens=4096") { BeginsAnywhere = true },
    ];

    // Numbers under these keys are counts.
    private static string WithoutNumbers(string values) =>
        values.Replace("(?<secret>", """(?![0-9.]{1,16}(?:[\s;&"'\\,)\]}]|$))(?<secret>""", StringComparison.Ordinal);
}

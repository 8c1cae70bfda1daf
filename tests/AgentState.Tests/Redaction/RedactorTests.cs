using CsCheck;
using Google.Cloud.Firestore.V1;

namespace AgentState.Tests;

/// <summary>Tests that redaction removes secrets and changes nothing else.</summary>
public sealed class RedactorTests
{
    private const string Classic = "0123456789abcdefABCDEF0123456789abcd";

    private static readonly Redactor Redactor = new(new RedactionOptions());

    // Made-up secrets in real formats, concatenated here so that they are not mistaken for real ones.
    public static TheoryData<string> Secrets =>
    [
        "123456789:" + "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1",
        "1234567890:" + "AAE_-TcvCH1vGWJxfSeofSAs0K5PALDsaw1",
        "ghp_" + Classic,
        "gho_" + Classic,
        "ghu_" + Classic,
        "ghs_" + Classic,
        "ghr_" + Classic + Classic,
        "ghs_" + "eyJhbGciOiJIUzI1NiJ9." + "eyJpc3MiOiJnaXRodWIifQ." + "c2lnbmF0dXJlLXNpZ25hdHVyZQ",
        "github_pat_" + "11ABCDEFG0abcdefghijkl_" + "mnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghi",
        "v1." + "1234567890abcdef1234567890abcdef12345678",
        "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
        "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
        "ya29." + "a0AfH6SMBx1234567890abcdef",
        "sk-ant-" + "api03-abcdefghijklmnopqrstuvwxyz",
        "sk-proj-" + "abcdefghijklmnopqrstuvwxyz0123456789",
        "xoxb-" + "123456789012-abcdefghijkl",
        "AKIA" + "IOSFODNN7EXAMPLE",
    ];

    [Fact, Trait("Guarantee", "L10")]
    public void Redact_Vector_IsKeptOrRedactedWhole()
    {
        var map = StateMap.FromJson(
            """{"embedding":{"__type__":"__vector__","value":[1.0]},"password":{"__type__":"__vector__","value":[1.0]}}""");

        Redactor.Redact(map).ToJson().Should().Be("""{"embedding":{"__type__":"__vector__","value":[1.0]},"password":"[redacted]"}""");
    }

    public static TheoryData<string> SecretKeys =>
    [
        "token", "accessToken", "refresh_token", "BOT-TOKEN", "x-auth-token", "secret", "client_secret", "clientSecret",
        "password", "Password", "db.password", "passwd", "authorization", "Authorization", "proxy-authorization",
        "credentials", "apiKey", "API_KEY", "private_key", "passphrase",
    ];

    [Theory, Trait("Guarantee", "L10")]
    [MemberData(nameof(Secrets))]
    public void Redact_TokenOfKnownService_IsRedactedAnywhere(string secret)
    {
        Redacted(new() { ["note"] = secret }).Should().Be(Map(new() { ["note"] = "[redacted]" }));
        Redacted(new() { ["note"] = $"before {secret}, after" }).ToDictionary()["note"].Should().Be("before [redacted], after");
        Redacted(new()
        {
            ["a"] = new Dictionary<string, object?>
            {
                ["b"] = new List<object?> { 1L, new Dictionary<string, object?> { ["c"] = $"({secret})" } },
            },
        }).Should().Be(Map(new()
        {
            ["a"] = new Dictionary<string, object?>
            {
                ["b"] = new List<object?> { 1L, new Dictionary<string, object?> { ["c"] = "([redacted])" } },
            },
        }));
        Redacted(new() { [secret] = true }).Should().Be(Map(new() { ["[redacted]"] = true }));
        Redactor.Redact(secret).Should().Be("[redacted]");
    }

    [Theory, Trait("Guarantee", "L10")]
    [MemberData(nameof(SecretKeys))]
    public void Redact_ValueUnderSecretKey_IsRedactedAtAnyDepth(string key)
    {
        Redacted(new() { [key] = "hunter2", ["other"] = "hunter2" })
            .Should().Be(Map(new() { [key] = "[redacted]", ["other"] = "hunter2" }));
        Redacted(new() { [key] = new Dictionary<string, object?> { ["value"] = "hunter2", ["list"] = new List<object?> { "a", "b" } } })
            .Should().Be(Map(new()
            {
                [key] = new Dictionary<string, object?>
                {
                    ["value"] = "[redacted]",
                    ["list"] = new List<object?> { "[redacted]", "[redacted]" },
                },
            }));
        Redacted(new() { ["deep"] = new List<object?> { new Dictionary<string, object?> { [key] = new byte[] { 1 } } } })
            .Should().Be(Map(new() { ["deep"] = new List<object?> { new Dictionary<string, object?> { [key] = "[redacted]" } } }));
        Redacted(new() { [key] = null }).Should().Be(Map(new() { [key] = null }));
    }

    [Theory, Trait("Guarantee", "L10")]
    [MemberData(nameof(SecretKeys))]
    public void Redact_MapsInListUnderSecretKey_AreRedacted(string key) =>
        Redacted(new()
        {
            [key] = new List<object?>
            {
                new Dictionary<string, object?> { ["value"] = "hunter2", ["deep"] = new List<object?> { "b" } },
            },
        }).Should().Be(Map(new()
        {
            [key] = new List<object?>
            {
                new Dictionary<string, object?> { ["value"] = "[redacted]", ["deep"] = new List<object?> { "[redacted]" } },
            },
        }));

    [Fact, Trait("Guarantee", "L10")]
    public void Redact_NumbersUnderSecretKeys_KeepsOnlyTokenCounts() =>
        Redacted(new()
        {
            ["inputTokens"] = 1200L,
            ["usage.tokens"] = new Dictionary<string, object?> { ["in"] = 3.5 },
            ["password"] = 1234L,
            ["hasPassword"] = true,
        }).Should().Be(Map(new()
        {
            ["inputTokens"] = 1200L,
            ["usage.tokens"] = new Dictionary<string, object?> { ["in"] = 3.5 },
            ["password"] = "[redacted]",
            ["hasPassword"] = true,
        }));

    [Theory, Trait("Guarantee", "L10")]
    [InlineData("Authorization: Basic dXNlcjpwYXNz", "Authorization: [redacted]")]
    [InlineData("curl -H 'authorization: token abc'", "curl -H 'authorization: [redacted]'")]
    [InlineData("Bearer abcdefghijklmnopqrstuvwxyz", "Bearer [redacted]")]
    [InlineData("https://user:hunter2@github.com/octo/hello.git", "https://[redacted]@github.com/octo/hello.git")]
    [InlineData(
        "https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1/getMe", "https://api.telegram.org/bot[redacted]/getMe")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nrest", "[redacted]\nrest")]
    public void Redact_SecretInsideText_KeepsTheRest(string text, string expected) => Redactor.Redact(text).Should().Be(expected);

    [Theory, Trait("Guarantee", "L10")]
    [InlineData("5d41402abc4b2a76b9719d911017c592aa00bb11")]
    [InlineData("2026-01-31T12:00:00.123456Z")]
    [InlineData("https://github.com/octo/hello/pull/7?x=1:2@3")]
    [InlineData("task-aaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("the bearer of good news")]
    [InlineData("12:30:45 it took 7 s")]
    public void Redact_TextSimilarToSecret_IsUnchanged(string text) => Redactor.Redact(text).Should().BeSameAs(text);

    [Fact, Trait("Guarantee", "L10")]
    public void Redact_WithCustomKeysAndPatterns_UsesThemToo()
    {
        var redactor = new Redactor(new RedactionOptions { Keys = { "session id" }, Patterns = { "cust-[0-9]+" } });

        redactor.Redact(Map(new() { ["SESSION_ID"] = 7L, ["who"] = "cust-42 came", ["note"] = "plain" }))
            .Should().Be(Map(new() { ["SESSION_ID"] = "[redacted]", ["who"] = "[redacted] came", ["note"] = "plain" }));
        var lookAround = () => Redactor.Compile("(?<=a)b");
        lookAround.Should().Throw<ArgumentException>();
    }

    [Fact, Trait("Guarantee", "L10")]
    public void Redact_TwoSecretsAsKeys_KeepsBothEntries() =>
        Redacted(new() { ["ghp_" + Classic] = 1L, ["gho_" + Classic] = 2L, ["[redacted]"] = 3L }).ToDictionary().Values
            .Should().BeEquivalentTo([1L, 2L, 3L]);

    [Fact, Trait("Guarantee", "L10")]
    public void Redact_WithoutSecrets_ReturnsTheSameInstance() => Plain(depth: 4).Sample(map =>
    {
        var details = new StateMap(map);
        return ReferenceEquals(Redactor.Redact(details), details);
    });

    [Fact, Trait("Guarantee", "L10")]
    public void Redact_OneSecretAmongOtherValues_ChangesOnlyIt() =>
        Gen.Select(Plain(depth: 3), Plain(depth: 2), Gen.OneOf("a", "b", "z")).Sample((outer, inner, at) =>
    {
        var (with, expected) = (outer.Clone(), outer.Clone());
        var (innerWith, innerExpected) = (inner.Clone(), inner.Clone());
        innerWith.Fields["password"] = Values.Of("hunter2");
        innerExpected.Fields["password"] = Values.Of("[redacted]");
        with.Fields[at] = new Value { MapValue = innerWith };
        expected.Fields[at] = new Value { MapValue = innerExpected };
        var before = with.Clone();

        var redacted = Redactor.Redact(new StateMap(with));

        return redacted.Equals(new StateMap(expected)) && with.Equals(before) && Redactor.Redact(redacted).Equals(redacted);
    });

    private static StateMap Map(Dictionary<string, object?> entries) => StateMap.FromDictionary(entries);

    private static StateMap Redacted(Dictionary<string, object?> entries) => Redactor.Redact(Map(entries));

    private static Gen<MapValue> Plain(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Long.Select(Values.Of),
            Gen.Bool.Select(Values.Of),
            Gen.Double.Select(number => new Value { DoubleValue = number }),
            Gen.String[Gen.Char["abcXYZ 0123./:@-_é"], 0, 24]
                .Select(text => Values.Of(text))
                .Where(value => ReferenceEquals(Redactor.Redact(value.StringValue), value.StringValue)),
            Gen.Const(Values.Null));
        var value = depth == 0 ? leaf : Gen.Frequency(
            (4, leaf),
            (1, leaf.Array[0, 3].Select(items => Values.Of(items))),
            (1, Plain(depth - 1).Select(map => new Value { MapValue = map })));
        return Gen.Select(Gen.OneOf("a", "b", "count", "user.name", "é", "task"), value).Array[0, 4].Select(entries =>
        {
            var map = new MapValue();
            foreach (var (key, item) in entries)
            {
                map.Fields[key] = item;
            }

            return map;
        });
    }
}

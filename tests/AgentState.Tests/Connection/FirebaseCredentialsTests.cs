using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AgentState.Tests.Connection;

/// <summary>
/// Tests every form in which a variable holds a service account's key: it is used, or rejected with the cause and without its text.
/// </summary>
public sealed class FirebaseCredentialsTests : IDisposable
{
    private const string Path = "keys/agent.json";

    private readonly RSA key = RSA.Create(2048);

    public static TheoryData<string> Keys =>
        ["PKCS #8", "PKCS #1", "real line ends", "real CRLF", "doubled escapes", "escaped four times", "CRLF escapes", "base64", "quotes"];

    public static TheoryData<string> Wraps =>
    [
        "nothing", "blanks", "single quotes", "double quotes", "both quotes", "BOM", "quoted BOM",
        "JSON string", "JSON string without quotes", "JSON string in single quotes",
        "base64", "base64 of a BOM", "quoted base64", "wrapped base64", "base64 for URLs", "base64 of quotes", "base64 of UTF-16",
        "path", "quoted path", "path of a BOM", "path of base64",
    ];

    [Theory, MemberData(nameof(Keys)), Trait("Guarantee", "P3")]
    public void PrivateKey_InAnyForm_IsUsed(string form)
    {
        foreach (var wrap in new[] { "nothing", "JSON string", "base64", "path" })
        {
            Parse(Json(Key(form), escapes: form is not ("real line ends" or "real CRLF")), wrap).ProjectId
                .Should().Be("from-key", "the key is {0} and the JSON is wrapped as {1}", form, wrap);
        }
    }

    [Theory, MemberData(nameof(Wraps)), Trait("Guarantee", "P3")]
    public void Json_InAnyWrapping_IsUsed(string wrap)
    {
        foreach (var form in new[] { "PKCS #8", "real line ends", "doubled escapes" })
        {
            Parse(Json(Key(form), escapes: form is not "real line ends"), wrap).ProjectId
                .Should().Be("from-key", "the key is {0} and the JSON is wrapped as {1}", form, wrap);
        }
    }

    [Theory, Trait("Guarantee", "P3")]
    [InlineData("cut JSON", "line 1, byte")]
    [InlineData("cut base64", "line 1, byte")]
    [InlineData("cut key", "private_key is not PEM text")]
    [InlineData("lost backslashes", "backslashes")]
    [InlineData("public key", "is a public key")]
    [InlineData("encrypted key", "is encrypted")]
    [InlineData("certificate", "but not an RSA private key")]
    [InlineData("elliptic key", "cannot be read as an RSA private key")]
    [InlineData("no key", "lacks 'private_key'")]
    [InlineData("a file of words", "the file that it names is neither")]
    [InlineData("a file that may not be read", "the file that it names cannot be read (UnauthorizedAccessException)")]
    public void Parse_UnusableKey_NamesTheCauseWithoutTheKey(string form, string cause)
    {
        var pem = Key("PKCS #8");
        using var curve = ECDsa.Create();
        var value = form switch
        {
            "cut JSON" => Json(pem)[..600],
            "cut base64" => Wrap(Json(pem), "base64")[..800],
            "cut key" => Json(pem[..500]),
            "lost backslashes" => Json(pem.ReplaceLineEndings("n")),
            "public key" => Json(key.ExportSubjectPublicKeyInfoPem()),
            "encrypted key" => Json(key.ExportEncryptedPkcs8PrivateKeyPem(
                "x", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1))),
            "certificate" => Json(pem.Replace("PRIVATE KEY", "CERTIFICATE", StringComparison.Ordinal)),
            "elliptic key" => Json(curve.ExportPkcs8PrivateKeyPem()),
            "no key" => """{ "type": "service_account", "client_email": "a@b" }""",
            _ => Path,
        };

        var parse = () => FirebaseCredentials.Parse(value, _ => form switch
        {
            "a file of words" => "sesame",
            "a file that may not be read" => throw new UnauthorizedAccessException(Path),
            _ => null,
        });

        var error = parse.Should().Throw<InvalidOperationException>().Which;
        error.Message.Should().StartWith("FIREBASE_CREDENTIALS is set").And.Contain(cause);
        error.ToString()
            .Should().NotContain("BEGIN").And.NotContain(pem.Split('\n')[1][..12]).And.NotContain("sesame").And.NotContain(Path);
    }

    public void Dispose() => key.Dispose();

    private static FirestoreCredential Parse(string json, string wrap) => wrap switch
    {
        "path" => FirebaseCredentials.Parse(Path, Files(json)),
        "quoted path" => FirebaseCredentials.Parse($" \"{Path}\"\n", Files(json)),
        "path of a BOM" => FirebaseCredentials.Parse(Path, Files(Wrap(json, "BOM"))),
        "path of base64" => FirebaseCredentials.Parse(Path, Files(Wrap(json, "wrapped base64"))),
        _ => FirebaseCredentials.Parse(Wrap(json, wrap), _ => null),
    };

    private static Func<string, string?> Files(string text) => path => path == Path ? text : null;

    private string Key(string form)
    {
        var pem = form is "PKCS #1" ? key.ExportRSAPrivateKeyPem() : key.ExportPkcs8PrivateKeyPem();
        return form switch
        {
            "real CRLF" => pem.ReplaceLineEndings("\r\n"),
            "doubled escapes" => pem.ReplaceLineEndings("\\n"),
            "escaped four times" => pem.ReplaceLineEndings("\\\\\\\\n"),
            "CRLF escapes" => pem.ReplaceLineEndings("\\r\\n"),
            "base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem)),
            "quotes" => $"'{pem}'",
            _ => pem,
        };
    }

    private static string Json(string privateKey, bool escapes = true)
    {
        var json = JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["project_id"] = "from-key",
            ["private_key"] = "?",
            ["client_email"] = "tests@from-key.iam.gserviceaccount.com",
        });
        return json.Replace("\"?\"", escapes ? JsonSerializer.Serialize(privateKey) : $"\"{privateKey}\"", StringComparison.Ordinal);
    }

    private static string Wrap(string json, string wrap) => wrap switch
    {
        "blanks" => $"\r\n  {json}\n",
        "single quotes" => $"'{json}'",
        "double quotes" => $"\"{json}\"",
        "both quotes" => $"'\"{json}\"'",
        "BOM" => $"\uFEFF{json}",
        "quoted BOM" => $"\"\uFEFF{json}\"",
        "JSON string" => JsonSerializer.Serialize(json),
        "JSON string without quotes" => JsonSerializer.Serialize(json)[1..^1],
        "JSON string in single quotes" => $"'{JsonSerializer.Serialize(json)}'",
        "base64" => Base64(json),
        "base64 of a BOM" => Base64($"\uFEFF{json}"),
        "quoted base64" => $"\"{Base64(json)}\"",
        "wrapped base64" => string.Join("\r\n", Base64(json).Chunk(76).Select(line => new string(line))),
        "base64 for URLs" => Base64(json).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        "base64 of quotes" => Base64($"'{json}'\n"),
        "base64 of UTF-16" => Convert.ToBase64String(Encoding.Unicode.GetBytes(json)),
        _ => json,
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

using System.Security.Cryptography;
using System.Text;

namespace AgentState.Tests;

public sealed class PrivateKeyTextTests : IDisposable
{
    private readonly RSA key = RSA.Create(2048);

    public static TheoryData<string> Kinds => ["pkcs1", "pkcs8"];

    [Theory, MemberData(nameof(Kinds)), Trait("Guarantee", "K30")]
    public void ToPem_KeyInAnyForm_IsRead(string kind)
    {
        var pem = kind == "pkcs1" ? key.ExportRSAPrivateKeyPem() : key.ExportPkcs8PrivateKeyPem();
        var crlf = pem.ReplaceLineEndings("\r\n");
        string[] forms =
        [
            pem,
            $"\n  {pem}\n\n",
            crlf,
            pem.ReplaceLineEndings("\\n"),
            pem.ReplaceLineEndings("\\r\\n"),
            $"\"{pem.ReplaceLineEndings("\\n")}\"",
            $"'{pem}'",
            $"\" {crlf} \"",
            Base64(pem),
            Base64(crlf),
            Base64($"{pem}\n"),
            $"\"{Base64(pem)}\"",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(pem), Base64FormattingOptions.InsertLineBreaks),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(pem), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\\n"),
            Base64(pem.ReplaceLineEndings("\\n")),
            $"\uFEFF{pem}",
            pem.ReplaceLineEndings(" "),
        ];

        foreach (var form in forms)
        {
            var read = PrivateKeyText.ToPem(form, out var problem);

            problem.Should().BeNull();
            using var other = RSA.Create();
            other.ImportFromPem(read);
            other.ExportRSAPublicKey().Should().Equal(key.ExportRSAPublicKey());
        }
    }

    [Fact, Trait("Guarantee", "K30")]
    public void ToPem_BadKey_NamesTheProblemWithoutTheKey()
    {
        using var small = RSA.Create(1024);
        using var curve = ECDsa.Create();
        var pem = key.ExportRSAPrivateKeyPem();
        var lines = pem.Split('\n');
        var forms = new Dictionary<string, string?>
        {
            ["is empty"] = null,
            ["is empty "] = "  ",
            ["is not PEM text"] = "zq7kary7f3a",
            ["is not PEM text or base64"] = Base64("zq7kary7f3a"),
            ["or base64 of PEM text. It may be truncated"] = string.Join('\n', lines[..^3]),
            ["cannot be read as an RSA private key"] = string.Join('\n', [.. lines[..3], .. lines[6..]]),
            ["more than one"] = $"{pem}\n{key.ExportPkcs8PrivateKeyPem()}",
            ["is encrypted"] = key.ExportEncryptedPkcs8PrivateKeyPem(
                "x", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)),
            ["is a public key"] = key.ExportSubjectPublicKeyInfoPem(),
            ["but not an RSA private key"] = curve.ExportECPrivateKeyPem(),
            ["cannot be read"] = curve.ExportPkcs8PrivateKeyPem(),
            ["has 1024 bits"] = small.ExportRSAPrivateKeyPem(),
        };

        foreach (var (expected, form) in forms)
        {
            PrivateKeyText.ToPem(form, out var problem).Should().BeNull();

            problem.Should().Contain(expected.TrimEnd()).And.NotContain("zq7k").And.NotContain("BEGIN").And.NotContain(lines[1][..12]);
        }
    }

    public void Dispose() => key.Dispose();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

using System.Security.Cryptography;
using System.Text;

namespace AgentState;

/// <summary>
/// Reads an RSA private key as it comes out of files, variables and secret stores: PKCS#1 or PKCS#8, line ends of any system or written as
/// <c>\n</c>, quotes around it, or all of it in base64. No part of the text is in what is said of it. Pure.
/// </summary>
internal static class PrivateKeyText
{
    private const int MinBits = 2048;

    /// <summary>The key as a clean PEM; null where there is none, and then what is wrong with it, as the end of a sentence.</summary>
    public static string? ToPem(string? text, out string? problem)
    {
        var pem = Unwrapped(text ?? "");
        problem = ProblemOf(pem);
        return problem is null ? pem : null;
    }

    private static string Unwrapped(string text)
    {
        var plain = Unquoted(text);
        if (!plain.Contains("-----BEGIN", StringComparison.Ordinal) && FromBase64(plain) is { } decoded)
        {
            plain = Unquoted(decoded);
        }

        return plain
            .Replace("\\r", "", StringComparison.Ordinal)
            .Replace("\\n", "\n", StringComparison.Ordinal)
            .ReplaceLineEndings("\n");
    }

    private static string Unquoted(string text)
    {
        var trimmed = text.Trim().Trim('\uFEFF');
        return trimmed is ['"', .., '"'] or ['\'', .., '\''] ? trimmed[1..^1].Trim() : trimmed;
    }

    private static string? FromBase64(string text)
    {
        // What base64 tools print has line ends in it, written out or not; these are no part of the alphabet.
        var packed = text.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "", StringComparison.Ordinal);
        var bytes = new byte[packed.Length];
        return Convert.TryFromBase64String(packed, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static string? ProblemOf(string pem)
    {
        if (pem.Length == 0)
        {
            return "is empty. Set it to the text of the .pem file that GitHub made for the app.";
        }

        if (!PemEncoding.TryFind(pem, out var fields))
        {
            return "is no PEM text, nor base64 of one. Was it cut off? Set it to the whole of the .pem file that GitHub made for the app.";
        }

        return pem.AsSpan()[fields.Label] switch
        {
            "RSA PRIVATE KEY" or "PRIVATE KEY" => ProblemOfKey(pem),
            "ENCRYPTED PRIVATE KEY" => "is encrypted. Decrypt it, as by 'openssl pkey -in app.pem'.",
            "PUBLIC KEY" or "RSA PUBLIC KEY" => "is a public key. Set the private one.",
            _ => "is a PEM text of something else than an RSA private key (PKCS#1 or PKCS#8).",
        };
    }

    private static string? ProblemOfKey(string pem)
    {
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key.KeySize < MinBits ? $"has {key.KeySize} bits. Use the one that GitHub made for the app, which has {MinBits} or more." : null;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            // The error is not passed on: it may quote the key.
            return "cannot be read as an RSA private key. Was it cut off, is it encrypted, or is there more than one?";
        }
    }
}

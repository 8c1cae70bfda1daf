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
        var plain = WrappedText.Unquoted(text);
        if (!plain.Contains("-----BEGIN", StringComparison.Ordinal) && WrappedText.FromBase64(plain) is { } decoded)
        {
            plain = WrappedText.Unquoted(decoded);
        }

        return LineEnds(plain);
    }

    // Each program on the way may have escaped the escapes once more: \n, \\n, \\\\n. A backslash is no part of a PEM text otherwise.
    private static string LineEnds(string text)
    {
        var lines = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not '\\')
            {
                lines.Append(text[i]);
                continue;
            }

            while (i + 1 < text.Length && text[i + 1] is '\\')
            {
                i++;
            }

            if (i + 1 < text.Length && text[i + 1] is ('n' or 'r'))
            {
                lines.Append('\n');
                i++;
            }
        }

        return lines.ToString().ReplaceLineEndings("\n");
    }

    private static string? ProblemOf(string pem)
    {
        if (pem.Length == 0)
        {
            return "is empty. Set it to the text of the key's .pem file.";
        }

        if (!PemEncoding.TryFind(pem, out var fields))
        {
            return "is no PEM text, nor base64 of one. Was it cut off? Were the backslashes of its line ends lost? " +
                "Set it to the whole of the key's .pem file.";
        }

        return pem.AsSpan()[fields.Label] switch
        {
            "RSA PRIVATE KEY" or "PRIVATE KEY" => ProblemOfKey(pem),
            "ENCRYPTED PRIVATE KEY" => "is encrypted. Decrypt it, as by 'openssl pkey -in key.pem'.",
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
            return key.KeySize < MinBits ? $"has {key.KeySize} bits. Use one of {MinBits} bits or more." : null;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            // The error is not passed on: it may quote the key.
            return "cannot be read as an RSA private key. Was it cut off, is it encrypted, or is there more than one?";
        }
    }
}

using System.Security.Cryptography;
using System.Text;

namespace AgentState.Internal.PrivateKeys;

/// <summary>Reads an RSA private key in PKCS#1 or PKCS#8 PEM form, as stored in files, variables and secret stores. Pure.</summary>
/// <remarks>
/// It accepts any line endings, line breaks written as <c>\n</c>, surrounding quotes, and base64 of the whole text. No message quotes the
/// text.
/// </remarks>
internal static class PrivateKeyText
{
    private const int MinBits = 2048;

    /// <summary>Returns the key as a normalized PEM text.</summary>
    /// <returns>
    /// The PEM text; null if the key is not valid, and then <paramref name="problem"/> is the rest of a sentence that says why.
    /// </returns>
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

    // Each tool may have escaped the text once more: \n, \\n, \\\\n. PEM text contains no other backslashes.
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
            return "is not PEM text or base64 of PEM text. It may be truncated, or the backslashes of its line breaks may be missing. " +
                "Set it to the whole text of the key's .pem file.";
        }

        return pem.AsSpan()[fields.Label] switch
        {
            "RSA PRIVATE KEY" or "PRIVATE KEY" => ProblemOfKey(pem),
            "ENCRYPTED PRIVATE KEY" => "is encrypted. Decrypt it, for example with 'openssl pkey -in key.pem'.",
            "PUBLIC KEY" or "RSA PUBLIC KEY" => "is a public key. Set the private key.",
            _ => "is PEM text, but not an RSA private key (PKCS#1 or PKCS#8). Set it to the key's .pem file.",
        };
    }

    private static string? ProblemOfKey(string pem)
    {
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key.KeySize < MinBits ? $"has {key.KeySize} bits. Use a key of at least {MinBits} bits." : null;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            // Not passed on, since its message may quote the key.
            return "cannot be read as an RSA private key. It may be truncated or encrypted, or contain more than one key. " +
                "Set it to the whole text of one key.";
        }
    }
}

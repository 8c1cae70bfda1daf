using System.Text;

namespace AgentState.Internal.PrivateKeys;

/// <summary>Removes quotes, byte order marks and base64 that variables, files and secret stores add to a text. Pure.</summary>
internal static class WrappedText
{
    /// <summary>Removes surrounding white space, byte order marks and pairs of quotes.</summary>
    public static string Unquoted(string text)
    {
        while (true)
        {
            var trimmed = text.Trim().Trim('\uFEFF');
            var inner = trimmed is ['"', .., '"'] or ['\'', .., '\''] or ['`', .., '`'] ? trimmed[1..^1] : trimmed;
            if (inner.Length == text.Length)
            {
                return inner;
            }

            text = inner;
        }
    }

    /// <summary>Decodes base64 of UTF-8 or UTF-16; null if the text is not base64.</summary>
    /// <remarks>It accepts line breaks, also written as <c>\n</c>, missing padding, and the URL alphabet.</remarks>
    public static string? FromBase64(string text)
    {
        var plain = text.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "", StringComparison.Ordinal);
        var packed = string.Concat(plain.Where(letter => !char.IsWhiteSpace(letter)))
            .Replace('-', '+').Replace('_', '/').TrimEnd('=');
        packed = packed.PadRight((packed.Length + 3) / 4 * 4, '=');
        var bytes = new byte[packed.Length];
        return Convert.TryFromBase64String(packed, bytes, out var length) ? Decoded(bytes.AsSpan(0, length)) : null;
    }

    // PowerShell scripts usually encode UTF-16 without a byte order mark.
    private static string Decoded(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFE, 0xFF, ..] or [0, not 0, ..] => Encoding.BigEndianUnicode.GetString(bytes),
        [0xFF, 0xFE, ..] or [not 0, 0, ..] => Encoding.Unicode.GetString(bytes),
        _ => Encoding.UTF8.GetString(bytes),
    };
}

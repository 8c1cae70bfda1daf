using System.Text;

namespace AgentState;

/// <summary>Takes off what variables, files and secret stores put around a text: quotes, byte order marks, base64. Pure.</summary>
internal static class WrappedText
{
    /// <summary>The text without blanks, byte order marks and pairs of quotes around it.</summary>
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

    /// <summary>
    /// What a text in base64 stands for, in UTF-8 or UTF-16; null if it is not base64. Line ends, written out or not, and missing padding
    /// are accepted, as is the alphabet for URLs.
    /// </summary>
    public static string? FromBase64(string text)
    {
        var plain = text.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "", StringComparison.Ordinal);
        var packed = string.Concat(plain.Where(letter => !char.IsWhiteSpace(letter)))
            .Replace('-', '+').Replace('_', '/').TrimEnd('=');
        packed = packed.PadRight((packed.Length + 3) / 4 * 4, '=');
        var bytes = new byte[packed.Length];
        return Convert.TryFromBase64String(packed, bytes, out var length) ? Decoded(bytes.AsSpan(0, length)) : null;
    }

    // PowerShell's usual way to base64 is by UTF-16, without a mark.
    private static string Decoded(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFE, 0xFF, ..] or [0, not 0, ..] => Encoding.BigEndianUnicode.GetString(bytes),
        [0xFF, 0xFE, ..] or [not 0, 0, ..] => Encoding.Unicode.GetString(bytes),
        _ => Encoding.UTF8.GetString(bytes),
    };
}

using System.Text;

namespace AgentState.Internal.Documents;

/// <summary>Text limits in UTF-8 bytes, as the database counts them.</summary>
internal static class Utf8Text
{
    private const char Mark = '…';

    /// <summary>Returns the text, truncated with an ellipsis if it exceeds the limit; never splits a code point.</summary>
    public static string Truncate(string text, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var room = maxBytes - Encoding.UTF8.GetByteCount([Mark]);
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Utf8SequenceLength > room)
            {
                break;
            }

            room -= rune.Utf8SequenceLength;
            kept.Append(rune);
        }

        return kept.Append(Mark).ToString();
    }
}

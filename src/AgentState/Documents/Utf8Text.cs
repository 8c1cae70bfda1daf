using System.Text;

namespace AgentState;

/// <summary>Text measured as the database stores it.</summary>
internal static class Utf8Text
{
    private const char Mark = '…';

    /// <summary>The text, or what of its beginning fits with a mark that says so. Never cuts a character in two.</summary>
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

using System.Text;

namespace AgentState.Internal.Data.Checks;

/// <summary>Formats field paths; a segment that is not a plain identifier is quoted in backticks.</summary>
internal static class FieldPath
{
    /// <summary>The path of the document's name in orders and filters of a query.</summary>
    public const string Name = "__name__";

    /// <summary>Returns the path of the segments, which may contain any character.</summary>
    public static string Of(params ReadOnlySpan<string> segments)
    {
        if (segments.Length == 1)
        {
            return Quote(segments[0]);
        }

        var path = new StringBuilder();
        foreach (var segment in segments)
        {
            if (path.Length > 0)
            {
                path.Append('.');
            }

            path.Append(Quote(segment));
        }

        return path.ToString();
    }

    private static string Quote(string segment) =>
        IsPlain(segment)
            ? segment
            : $"`{segment.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";

    // [a-zA-Z_][a-zA-Z_0-9]*, ASCII only.
    private static bool IsPlain(string segment)
    {
        if (segment.Length == 0 || char.IsAsciiDigit(segment[0]))
        {
            return false;
        }

        foreach (var letter in segment)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter != '_')
            {
                return false;
            }
        }

        return true;
    }
}

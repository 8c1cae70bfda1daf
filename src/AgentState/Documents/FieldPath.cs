using System.Text;

namespace AgentState;

/// <summary>Writes field paths as the database reads them: a segment that is not a plain identifier stands in backticks.</summary>
internal static class FieldPath
{
    /// <summary>The path of the document's own name in a query's orders and filters.</summary>
    public const string Name = "__name__";

    /// <summary>One path from its segments, each of which may hold any character.</summary>
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

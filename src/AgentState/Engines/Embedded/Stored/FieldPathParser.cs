using System.Text;
using AgentState.Internal.Data.Checks;

namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>Parses field paths: names separated by dots, plain or in backticks. The inverse of <see cref="FieldPath.Of"/>.</summary>
internal static class FieldPathParser
{
    /// <exception cref="AgentStateException">The path is not valid.</exception>
    public static string[] Parse(string path)
    {
        var segments = new List<string>();
        var position = 0;
        while (true)
        {
            segments.Add(position < path.Length && path[position] == '`' ? ReadQuoted(path, ref position) : ReadPlain(path, ref position));
            if (position == path.Length)
            {
                return [.. segments];
            }

            if (path[position] != '.')
            {
                throw Malformed(path);
            }

            position++;
        }
    }

    private static string ReadPlain(string path, ref int position)
    {
        var start = position;
        while (position < path.Length && IsPlain(path[position], isFirst: position == start))
        {
            position++;
        }

        return position > start ? path[start..position] : throw Malformed(path);
    }

    private static string ReadQuoted(string path, ref int position)
    {
        var segment = new StringBuilder();
        for (position++; position < path.Length; position++)
        {
            var letter = path[position];
            if (letter == '`')
            {
                position++;
                return segment.Length > 0 ? segment.ToString() : throw Malformed(path);
            }

            if (letter == '\\')
            {
                position++;
                if (position == path.Length)
                {
                    break;
                }

                letter = path[position];
            }

            segment.Append(letter);
        }

        throw Malformed(path);
    }

    private static bool IsPlain(char letter, bool isFirst) =>
        char.IsAsciiLetter(letter) || letter == '_' || (!isFirst && char.IsAsciiDigit(letter));

    private static AgentStateException Malformed(string path) => InvalidArgument.Of($"'{path}' is not a valid field path.");
}

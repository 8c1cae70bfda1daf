using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentState.Internal.PrivateKeys;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Recovers the JSON of a service account's key from the forms that variables, files and secret stores produce. Pure.</summary>
/// <remarks>These are: in quotes, with a byte order mark, as the content of a JSON string, or with line ends inside its strings.</remarks>
internal static class ServiceAccountText
{
    /// <summary>Returns the plain JSON; null if the text is not a JSON object.</summary>
    public static string? ToJson(string text)
    {
        // Tools that print a variable's value as JSON turn it into a JSON string.
        var plain = text.Trim().Trim('\uFEFF');
        plain = WrappedText.Unquoted(StringContent(plain) ?? plain);
        if (!plain.StartsWith('{'))
        {
            return null;
        }

        // A JSON string that lost its quotes.
        var isEscaped = plain.AsSpan(1).TrimStart().StartsWith('\\');
        return WithoutControlCharacters(isEscaped ? StringContent(WithoutControlCharacters($"\"{plain}\"")) ?? plain : plain);
    }

    private static string? StringContent(string text)
    {
        if (!text.StartsWith('"'))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetString();
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            // Text in quotes that is not a JSON string.
            return null;
        }
    }

    // JSON does not allow line ends within a string, but an editor or a shell that expands \n can produce them.
    private static string WithoutControlCharacters(string json)
    {
        var escaped = new StringBuilder(json.Length);
        var isInString = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (isInString && json[i] < ' ')
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)json[i]:x4}");
                continue;
            }

            isInString ^= json[i] is '"';
            escaped.Append(json[i]);
            if (isInString && json[i] is '\\' && i + 1 < json.Length)
            {
                escaped.Append(json[++i]);
            }
        }

        return escaped.ToString();
    }
}

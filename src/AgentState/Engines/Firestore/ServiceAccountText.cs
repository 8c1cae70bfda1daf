using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AgentState;

/// <summary>
/// The JSON of a service account's key as variables, files and secret stores hand it on: in quotes, with a byte order mark, as the
/// content of a JSON string, or with line ends inside its strings. Pure.
/// </summary>
internal static class ServiceAccountText
{
    /// <summary>The JSON by itself; null if the text is something else than an object in JSON.</summary>
    public static string? ToJson(string text)
    {
        // What prints a variable's value as JSON makes a JSON string of it.
        var plain = text.Trim().Trim('\uFEFF');
        plain = WrappedText.Unquoted(StringContent(plain) ?? plain);
        if (!plain.StartsWith('{'))
        {
            return null;
        }

        // The same, of which the quotes are lost.
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
            // Quotes around a text, and no JSON string.
            return null;
        }
    }

    // JSON allows no line end within a string; an editor, or a shell that expands \n, leaves some.
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

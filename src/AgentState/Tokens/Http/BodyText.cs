using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentState;

/// <summary>
/// Makes the JSON object of a body, in whatever form it came: UTF-8 or UTF-16, with a byte order mark or without one, or form-encoded, as some
/// services answer. Pure.
/// </summary>
internal static class BodyText
{
    /// <summary>The object; null where the body is none.</summary>
    public static JsonElement? ObjectOf(ReadOnlyMemory<byte> body)
    {
        var utf8 = Utf8Of(body);
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return FormOf(utf8.Span);
        }
    }

    private static ReadOnlyMemory<byte> Utf8Of(ReadOnlyMemory<byte> body) => body.Span switch
    {
        [0xEF, 0xBB, 0xBF, ..] => body[3..],
        [0xFF, 0xFE, ..] => Recoded(Encoding.Unicode, body[2..]),
        [0xFE, 0xFF, ..] => Recoded(Encoding.BigEndianUnicode, body[2..]),

        // The first character of an object is in ASCII.
        [not 0, 0, ..] => Recoded(Encoding.Unicode, body),
        [0, not 0, ..] => Recoded(Encoding.BigEndianUnicode, body),
        _ => body,
    };

    private static byte[] Recoded(Encoding encoding, ReadOnlyMemory<byte> body) => Encoding.UTF8.GetBytes(encoding.GetString(body.Span));

    // A page of HTML, or any other text, is none: it has no field by which an answer of a token endpoint is known.
    private static JsonElement? FormOf(ReadOnlySpan<byte> utf8)
    {
        var fields = new JsonObject();
        foreach (var pair in Encoding.UTF8.GetString(utf8).Trim().Split('&'))
        {
            if (pair.Split('=', 2) is [var name, var value])
            {
                fields[WebUtility.UrlDecode(name)] = WebUtility.UrlDecode(value);
            }
        }

        if (!fields.ContainsKey(OAuthParameters.AccessToken) && !fields.ContainsKey("error"))
        {
            return null;
        }

        using var document = JsonDocument.Parse(fields.ToJsonString());
        return document.RootElement.Clone();
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentState.Internal.Tokens.Http;

/// <summary>Reads a JSON object from a body in UTF-8 or UTF-16, or from a form-encoded body. Pure.</summary>
/// <remarks>A byte order mark is optional. Some services reply form-encoded.</remarks>
internal static class BodyText
{
    /// <summary>The object; null if the body contains none.</summary>
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

        // The first character of a JSON object is ASCII.
        [not 0, 0, ..] => Recoded(Encoding.Unicode, body),
        [0, not 0, ..] => Recoded(Encoding.BigEndianUnicode, body),
        _ => body,
    };

    private static byte[] Recoded(Encoding encoding, ReadOnlyMemory<byte> body) => Encoding.UTF8.GetBytes(encoding.GetString(body.Span));

    // HTML or other text is not a form: it lacks the fields of a token endpoint's reply.
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

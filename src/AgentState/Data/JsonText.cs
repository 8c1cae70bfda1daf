using System.Text;
using System.Text.Json;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data;

/// <summary>Converts stored maps to and from JSON text.</summary>
internal static class JsonText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static StateMap Read(string json, string argument)
    {
        using var buffer = new PooledBuffer(json.Length);
        try
        {
            Strict.GetBytes(json, buffer);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException("The JSON text contains half of a surrogate pair, which has no UTF-8 form.", argument, error);
        }

        return Read(buffer.Written, argument);
    }

    public static StateMap Read(ReadOnlySpan<byte> utf8Json, string argument)
    {
        var reader = new Utf8JsonReader(utf8Json);
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                throw new ArgumentException("The JSON text is not an object. A map requires a JSON object.", argument);
            }

            var map = new JsonToValue(new ValueCursor(argument)).ReadMap(ref reader);

            // The reader throws if anything follows the object.
            reader.Read();
            return new StateMap(map);
        }
        catch (JsonException error)
        {
            throw new ArgumentException(
                $"The text is not JSON: error at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.", argument, error);
        }
    }

    public static string Write(MapValue map)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            ValueToJson.Write(writer, map);
        }

        return Encoding.UTF8.GetString(buffer.Written);
    }
}

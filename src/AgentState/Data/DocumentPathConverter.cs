using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentState.Internal.Data;

/// <summary>Writes a reference as a string with its full name.</summary>
internal sealed class DocumentPathConverter : JsonConverter<DocumentPath>
{
    public override DocumentPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return DocumentPath.Parse(reader.GetString()!);
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, DocumentPath value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.FullName);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data;

/// <summary>Converts typed values to and from stored maps through JSON in a pooled buffer.</summary>
/// <remarks>A lenient conversion accepts missing constructor parameters, and null in members that are not nullable.</remarks>
internal static class TypedValue
{
    // U+FFFD must not be escaped: see JsonToValue.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Converts a value to a map; the cursor is at its start.</summary>
    public static MapValue ToMap<T>(T value, JsonTypeInfo<T> typeInfo, ValueCursor cursor, bool isLenient = false) =>
        ToValue(value, typeInfo, cursor, isLenient).MapValue
            ?? throw cursor.Refuse($"of type {typeof(T)} is not an object in its JSON form. A map requires a JSON object.");

    /// <summary>Converts a value at the cursor's position.</summary>
    public static Value ToValue<T>(T value, JsonTypeInfo<T> typeInfo, ValueCursor cursor, bool isLenient = false)
    {
        var info = StoredJsonOptions.Resolve(typeInfo, cursor.DecimalsAsText, isLenient);
        using var buffer = new PooledBuffer();
        try
        {
            using (var writer = new Utf8JsonWriter(buffer, Writing))
            {
                JsonSerializer.Serialize(writer, value, info);
            }

            var reader = new Utf8JsonReader(buffer.Written);
            reader.Read();
            return new JsonToValue(cursor, ownText: true).ReadValue(ref reader);
        }
        catch (JsonException error)
        {
            var path = PathOf(error);
            throw cursor.Refuse(
                $"of type {typeof(T)} cannot be written as JSON{(path is null ? "" : $" at '{path}'")}; see the inner exception.", error);
        }
    }

    public static T FromMap<T>(MapValue map, JsonTypeInfo<T> typeInfo, bool isLenient = false) =>
        Read(new Value { MapValue = map }, writer => ValueToJson.Write(writer, map), typeInfo, isLenient)
            ?? throw new StateDataException($"The stored map was read as null; {typeof(T)} was expected.", path: null, fieldPath: null);

    public static T? FromValue<T>(Value value, JsonTypeInfo<T> typeInfo, bool isLenient = false) =>
        Read(value, writer => ValueToJson.Write(writer, value), typeInfo, isLenient);

    private static T? Read<T>(Value value, Action<Utf8JsonWriter> write, JsonTypeInfo<T> typeInfo, bool isLenient)
    {
        var info = StoredJsonOptions.Resolve(typeInfo, isLenient: isLenient);
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            write(writer);
        }

        try
        {
            return JsonSerializer.Deserialize(buffer.Written, info);
        }
        catch (JsonException error)
        {
            var path = PathOf(error);
            throw MissingMember.Find(value, info, path ?? "") is { } missing
                ? Unreadable<T>($": the required value at '{missing}' is missing", missing, error)
                : Unreadable<T>(path is null ? "" : $": the value at '{path}' does not fit", path, error);
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            // A constructor or converter of the type rejected the value.
            throw Unreadable<T>(why: "", fieldPath: null, error);
        }
    }

    private static StateDataException Unreadable<T>(string why, string? fieldPath, Exception error) =>
        new($"The stored map cannot be read as {typeof(T)}{why}.", path: null, fieldPath, error);

    // Converts the serializer's $.items[2].name to items[2].name.
    private static string? PathOf(JsonException error)
    {
        var path = error.Path.AsSpan();
        path = path.StartsWith("$") ? path[1..] : path;
        path = path.StartsWith(".") ? path[1..] : path;
        return path.IsEmpty ? null : path.ToString();
    }
}

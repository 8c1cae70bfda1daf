using System.Buffers;
using System.Text.Json;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data;

/// <summary>Converts JSON into stored values in one pass, or throws.</summary>
/// <remarks>A number without a point and an exponent is an integer; every other number is a double.</remarks>
/// <param name="cursor">The current position.</param>
/// <param name="ownText">
/// Whether the library's own writer wrote the text. That writer does not escape U+FFFD, so an escaped U+FFFD means half of a surrogate
/// pair.
/// </param>
internal sealed class JsonToValue(ValueCursor cursor, bool ownText = false)
{
    /// <summary>Reads an object; the reader is at its start before the call and at its end afterwards.</summary>
    public MapValue ReadMap(ref Utf8JsonReader reader)
    {
        cursor.EnterMap();
        var map = new MapValue();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = Text(ref reader, "has a name");
            cursor.EnterField(name);
            if (map.Fields.ContainsKey(name))
            {
                throw cursor.Refuse("appears twice in one object.");
            }

            reader.Read();
            map.Fields.Add(name, ReadValue(ref reader));
            cursor.Leave();
        }

        cursor.LeaveMap(map);
        return map;
    }

    public Value ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return Values.Null;
            case JsonTokenType.True:
            case JsonTokenType.False:
                return Values.Of(reader.GetBoolean());
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.StartObject:
                return new Value { MapValue = ReadMap(ref reader) };
            case JsonTokenType.StartArray:
                return new Value { ArrayValue = ReadArray(ref reader) };
            default:
                var text = Text(ref reader, "is a string");
                cursor.CheckBytes(ValueRules.BytesIfOver(text, ValueRules.MaxValueBytes));
                return Values.Of(text);
        }
    }

    private ArrayValue ReadArray(ref Utf8JsonReader reader)
    {
        cursor.EnterArray();
        var array = new ArrayValue();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            cursor.EnterItem(array.Values.Count);
            array.Values.Add(ReadValue(ref reader));
            cursor.Leave();
        }

        cursor.LeaveArray();
        return array;
    }

    private Value ReadNumber(ref Utf8JsonReader reader)
    {
        var isDouble = reader.HasValueSequence
            ? reader.ValueSequence.ToArray().AsSpan().IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0
            : reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0;
        if (!isDouble)
        {
            return reader.TryGetInt64(out var integer)
                ? Values.Of(integer)
                : throw cursor.Refuse("is an integer beyond 64 signed bits; Firestore would round it. Store it as a string.");
        }

        if (ownText && reader.ValueSpan.SequenceEqual(DecimalNumber.Refused))
        {
            throw cursor.Refuse(DecimalNumber.Refusal);
        }

        return reader.TryGetDouble(out var number) && double.IsFinite(number)
            ? new Value { DoubleValue = number }
            : throw cursor.Refuse("is not a finite number that a double can represent.");
    }

    private string Text(ref Utf8JsonReader reader, string what)
    {
        try
        {
            if (ownText && reader.ValueIsEscaped && HoldsReplacement(reader.ValueSpan))
            {
                throw cursor.Refuse($"{what} with half of a surrogate pair, which has no UTF-8 form.");
            }

            return reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw cursor.Refuse($"{what} that is not valid Unicode.", error);
        }
    }

    // A backslash in the content is itself escaped, so escapes must be read in order.
    private static bool HoldsReplacement(ReadOnlySpan<byte> escaped)
    {
        for (var at = escaped.IndexOf((byte)'\\'); at >= 0; at = escaped.IndexOf((byte)'\\'))
        {
            escaped = escaped[at..];
            if (escaped.StartsWith("\\uFFFD"u8))
            {
                return true;
            }

            escaped = escaped[2..];
        }

        return false;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data;

/// <summary>Finds values in a stored map by path and reads them as simple types, without reflection.</summary>
internal static class MapReader
{
    private const int LongestNumber = 40;

    // RFC 3339, always with an offset.
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    private static readonly Dictionary<Type, Func<Value, object?>> Readers = new()
    {
        [typeof(string)] = static value => value.HasStringValue ? value.StringValue : null,
        [typeof(bool)] = static value => value.HasBooleanValue ? value.BooleanValue : null,
        [typeof(int)] = static value =>
            DocumentReader.WholeNumber(value) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : null,
        [typeof(long)] = static value => DocumentReader.WholeNumber(value),
        [typeof(double)] = static value => Double(value),
        [typeof(decimal)] = static value => Decimal(value),
        [typeof(DateTimeOffset)] = static value => Time(value),
        [typeof(byte[])] = static value => Bytes(value),
        [typeof(GeoPoint)] = static value => value.GeoPointValue is { } point ? new GeoPoint(point.Latitude, point.Longitude) : null,
        [typeof(DocumentPath)] = static value => value.HasReferenceValue ? DocumentPath.Stored(value.ReferenceValue) : null,
        [typeof(StateMap)] = static value => Map(value),
        [typeof(IReadOnlyList<string>)] = static value => List(value, static item => item.HasStringValue ? item.StringValue : null),
        [typeof(IReadOnlyList<long>)] = static value => List(value, DocumentReader.WholeNumber),
        [typeof(IReadOnlyList<double>)] = static value => List(value, Double),
        [typeof(IReadOnlyList<StateMap>)] = static value => List(value, Map),
    };

    /// <summary>Returns the value at a path; null if it does not exist.</summary>
    /// <remarks>A name that contains dots is found before the nested maps that it could also denote.</remarks>
    public static Value? Find(MapValue map, string path)
    {
        if (map.Fields.TryGetValue(path, out var found))
        {
            return found;
        }

        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            if (map.Fields.TryGetValue(path[..dot], out var nested) && nested.MapValue is { } inner &&
                Find(inner, path[(dot + 1)..]) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Reads the value at a path as a type, which can be nullable.</summary>
    /// <returns>False if the value does not exist or is null.</returns>
    /// <exception cref="StateDataException">The value has another type.</exception>
    /// <exception cref="NotSupportedException">The type cannot be read, whatever the map contains.</exception>
    public static bool TryRead<T>(MapValue map, string path, [MaybeNullWhen(false)] out T result)
    {
        if (!Readers.TryGetValue(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), out var read))
        {
            throw new NotSupportedException(
                $"A value of a map cannot be read as {typeof(T)}. Use a simple type, such as string, long or DateTimeOffset, a StateMap, " +
                "or read the map as a type with To<T>.");
        }

        result = default;
        if (Find(map, path) is not { } value || value.HasNullValue)
        {
            return false;
        }

        result = read(value) is T typed
            ? typed
            : throw new StateDataException(
                $"The value at '{path}' is {KindOf(value)}, which cannot be read as {typeof(T)}.", path: null, fieldPath: path);
        return true;
    }

    private static string KindOf(Value value) =>
        value.ValueTypeCase is Value.ValueTypeOneofCase.None ? "of an unknown type" : $"a {value.ValueTypeCase}";

    private static double? Double(Value value) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.IntegerValue => value.IntegerValue,
        Value.ValueTypeOneofCase.DoubleValue => value.DoubleValue,
        _ => null,
    };

    private static decimal? Decimal(Value value) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.IntegerValue => value.IntegerValue,
        Value.ValueTypeOneofCase.DoubleValue => Decimal(value.DoubleValue),
        Value.ValueTypeOneofCase.StringValue when DecimalText.TryParse(value.StringValue, out var number) => number,
        _ => null,
    };

    private static decimal? Decimal(double number)
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        return double.IsFinite(number) && DecimalNumber.TryParse(DoubleText.Format(number, text), out var exact) ? exact : null;
    }

    private static DateTimeOffset? Time(Value value) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.TimestampValue => value.TimestampValue.ToDateTimeOffset(),
        Value.ValueTypeOneofCase.StringValue when DateTimeOffset.TryParseExact(
            value.StringValue, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => null,
    };

    private static byte[]? Bytes(Value value)
    {
        if (value.HasBytesValue)
        {
            return value.BytesValue.ToByteArray();
        }

        var bytes = new byte[value.HasStringValue ? value.StringValue.Length : 0];
        return value.HasStringValue && Convert.TryFromBase64String(value.StringValue, bytes, out var length) ? bytes[..length] : null;
    }

    private static StateMap? Map(Value value) => value.MapValue is { } map ? new StateMap(map) : null;

    private static List<T>? List<T>(Value value, Func<Value, T?> read)
        where T : class
    {
        var items = value.ArrayValue?.Values.Select(read).ToList();
        return items?.Contains(null) is false ? items.ConvertAll(static item => item!) : null;
    }

    private static List<T>? List<T>(Value value, Func<Value, T?> read)
        where T : struct
    {
        var items = value.ArrayValue?.Values.Select(read).ToList();
        return items?.Contains(null) is false ? items.ConvertAll(static item => item!.Value) : null;
    }
}

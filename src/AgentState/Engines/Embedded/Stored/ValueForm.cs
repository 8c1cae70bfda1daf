using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>Validates and normalizes a single value, without its nested values.</summary>
internal static class ValueForm
{
    // 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    private const long MinSeconds = -62_135_596_800;
    private const long MaxSeconds = 253_402_300_799;
    private const int NanosPerSecond = 1_000_000_000;
    private const int NanosPerMicrosecond = 1_000;

    /// <summary>The only NaN that the database stores; the sign of <see cref="double.NaN"/> differs.</summary>
    private static readonly double PlainNaN = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000);

    /// <exception cref="AgentStateException">The value is not valid in writes and queries.</exception>
    public static void Check(Value value)
    {
        switch (value.ValueTypeCase)
        {
            case Value.ValueTypeOneofCase.None:
                throw InvalidArgument.Of("a value has no type.");
            case Value.ValueTypeOneofCase.TimestampValue when !IsInRange(value.TimestampValue):
                throw InvalidArgument.Of("a timestamp is outside the years 1 to 9999.");
            case Value.ValueTypeOneofCase.GeoPointValue when !IsInRange(value.GeoPointValue):
                throw InvalidArgument.Of("a geo point is outside -90 to 90 degrees of latitude or -180 to 180 degrees of longitude.");
            case Value.ValueTypeOneofCase.ReferenceValue:
                NameRules.CheckReference(value.ReferenceValue);
                break;
        }
    }

    /// <summary>Truncates times to microseconds, unifies NaN, and removes minus zero from geo points; keeps all other values.</summary>
    public static Value Canonical(Value value) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.TimestampValue when value.TimestampValue.Nanos % NanosPerMicrosecond is > 0 and var beyond => new Value
        {
            TimestampValue = new Timestamp
            {
                Seconds = value.TimestampValue.Seconds,
                Nanos = value.TimestampValue.Nanos - beyond,
            },
        },
        Value.ValueTypeOneofCase.DoubleValue when double.IsNaN(value.DoubleValue) => new Value { DoubleValue = PlainNaN },
        Value.ValueTypeOneofCase.GeoPointValue when HasMinusZero(value.GeoPointValue) => new Value
        {
            // Adding zero turns minus zero into zero and keeps all other numbers.
            GeoPointValue = new LatLng { Latitude = value.GeoPointValue.Latitude + 0d, Longitude = value.GeoPointValue.Longitude + 0d },
        },
        _ => value,
    };

    private static bool IsInRange(Timestamp time) =>
        time.Seconds is >= MinSeconds and <= MaxSeconds && time.Nanos is >= 0 and < NanosPerSecond;

    private static bool IsInRange(LatLng point) => point.Latitude is >= -90 and <= 90 && point.Longitude is >= -180 and <= 180;

    private static bool HasMinusZero(LatLng point) => double.IsNegative(point.Latitude) || double.IsNegative(point.Longitude);
}

using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;

namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>The total order of values: by kind, then within the kind; values that compare as 0 are equal in every filter.</summary>
internal static class ValueOrder
{
    public static ValueKind KindOf(Value value) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.BooleanValue => ValueKind.Boolean,
        Value.ValueTypeOneofCase.IntegerValue => ValueKind.Number,
        Value.ValueTypeOneofCase.DoubleValue => double.IsNaN(value.DoubleValue) ? ValueKind.NaN : ValueKind.Number,
        Value.ValueTypeOneofCase.TimestampValue => ValueKind.Timestamp,
        Value.ValueTypeOneofCase.StringValue => ValueKind.String,
        Value.ValueTypeOneofCase.BytesValue => ValueKind.Bytes,
        Value.ValueTypeOneofCase.ReferenceValue => ValueKind.Reference,
        Value.ValueTypeOneofCase.GeoPointValue => ValueKind.GeoPoint,
        Value.ValueTypeOneofCase.ArrayValue => ValueKind.Array,
        Value.ValueTypeOneofCase.MapValue => VectorValue.Is(value.MapValue) ? ValueKind.Vector : ValueKind.Map,
        _ => ValueKind.Null,
    };

    public static int Compare(Value left, Value right)
    {
        var kind = KindOf(left);
        var other = KindOf(right);
        if (kind != other)
        {
            return kind.CompareTo(other);
        }

        return kind switch
        {
            ValueKind.Boolean => left.BooleanValue.CompareTo(right.BooleanValue),
            ValueKind.Number => NumberOrder.Compare(left, right),
            ValueKind.Timestamp => left.TimestampValue.CompareTo(right.TimestampValue),
            ValueKind.String => Utf8Order.Compare(left.StringValue, right.StringValue),
            ValueKind.Bytes => left.BytesValue.Span.SequenceCompareTo(right.BytesValue.Span),
            ValueKind.Reference => ReferenceOrder.Compare(left.ReferenceValue, right.ReferenceValue),
            ValueKind.GeoPoint => CompareGeoPoints(left.GeoPointValue, right.GeoPointValue),
            ValueKind.Array => CompareArrays(left.ArrayValue.Values, right.ArrayValue.Values),
            ValueKind.Vector => CompareVectors(NumbersOf(left), NumbersOf(right)),
            ValueKind.Map => CompareMaps(left.MapValue.Fields, right.MapValue.Fields),
            _ => 0,
        };
    }

    private static int CompareGeoPoints(LatLng left, LatLng right)
    {
        var byLatitude = NumberOrder.Compare(left.Latitude, right.Latitude);
        return byLatitude != 0 ? byLatitude : NumberOrder.Compare(left.Longitude, right.Longitude);
    }

    private static int CompareArrays(RepeatedField<Value> left, RepeatedField<Value> right)
    {
        var shared = Math.Min(left.Count, right.Count);
        for (var i = 0; i < shared; i++)
        {
            var byElement = Compare(left[i], right[i]);
            if (byElement != 0)
            {
                return byElement;
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    // A shorter vector is less, regardless of its numbers.
    private static int CompareVectors(RepeatedField<Value> left, RepeatedField<Value> right) =>
        left.Count != right.Count ? left.Count.CompareTo(right.Count) : CompareArrays(left, right);

    private static RepeatedField<Value> NumbersOf(Value vector) => vector.MapValue.Fields[VectorValue.NumbersName].ArrayValue.Values;

    private static int CompareMaps(MapField<string, Value> left, MapField<string, Value> right)
    {
        var leftKeys = SortedKeys(left);
        var rightKeys = SortedKeys(right);
        var shared = Math.Min(leftKeys.Length, rightKeys.Length);
        for (var i = 0; i < shared; i++)
        {
            var byKey = Utf8Order.Compare(leftKeys[i], rightKeys[i]);
            if (byKey != 0)
            {
                return byKey;
            }

            var byValue = Compare(left[leftKeys[i]], right[rightKeys[i]]);
            if (byValue != 0)
            {
                return byValue;
            }
        }

        return leftKeys.Length.CompareTo(rightKeys.Length);
    }

    private static string[] SortedKeys(MapField<string, Value> map)
    {
        var keys = new string[map.Count];
        map.Keys.CopyTo(keys, 0);
        Array.Sort(keys, Utf8Order.Comparer);
        return keys;
    }
}

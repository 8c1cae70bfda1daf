using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data;

/// <summary>Creates Firestore values.</summary>
internal static class Values
{
    public static Value Null { get; } = new() { NullValue = NullValue.NullValue };

    public static Value Of(string? value) => value is null ? Null : new Value { StringValue = value };

    public static Value Of(long value) => new() { IntegerValue = value };

    public static Value Of(bool value) => new() { BooleanValue = value };

    public static Value Of(DateTimeOffset value) =>
        new() { TimestampValue = Timestamp.FromDateTimeOffset(Microseconds.Truncate(value)) };

    public static Value Of(StateMap? value) => value is null ? Null : new Value { MapValue = value.Fields };

    /// <summary>Creates a reference to a document from its full name.</summary>
    public static Value Reference(string name) => new() { ReferenceValue = name };

    public static Value Of(IEnumerable<Value> values) => new() { ArrayValue = new ArrayValue { Values = { values } } };

    public static Value Map(params ReadOnlySpan<(string Name, Value Value)> fields)
    {
        var map = new MapValue();
        foreach (var (name, value) in fields)
        {
            map.Fields.Add(name, value);
        }

        return new Value { MapValue = map };
    }
}

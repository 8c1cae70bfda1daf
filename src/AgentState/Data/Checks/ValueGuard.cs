using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data.Checks;

/// <summary>Rejects content that Firestore would refuse or change, before any call.</summary>
internal static class ValueGuard
{
    /// <summary>Checks the value of a field at its position in the document.</summary>
    /// <param name="value">The value to store.</param>
    /// <param name="field">The field's name, with which every path in an error starts.</param>
    /// <param name="argument">The name of the caller's argument.</param>
    /// <exception cref="ArgumentException">Firestore cannot store the value.</exception>
    /// <exception cref="StateLimitException">The value contains a string or bytes that are too long.</exception>
    public static void Check(Value value, string field, string argument)
    {
        var cursor = new ValueCursor(argument);
        cursor.EnterField(field);
        Walk(value, cursor);
    }

    public static void Walk(Value value, ValueCursor cursor)
    {
        switch (value.ValueTypeCase)
        {
            case Value.ValueTypeOneofCase.StringValue:
                cursor.CheckText(value.StringValue);
                break;
            case Value.ValueTypeOneofCase.BytesValue:
                cursor.CheckBytes(value.BytesValue.Length);
                break;
            case Value.ValueTypeOneofCase.MapValue:
                WalkMap(value.MapValue, cursor);
                break;
            case Value.ValueTypeOneofCase.ArrayValue:
                WalkArray(value.ArrayValue, cursor);
                break;
            default:
                break;
        }
    }

    private static void WalkMap(MapValue map, ValueCursor cursor)
    {
        cursor.EnterMap();
        foreach (var (name, value) in map.Fields)
        {
            cursor.EnterField(name);
            Walk(value, cursor);
            cursor.Leave();
        }

        cursor.LeaveMap(map);
    }

    private static void WalkArray(ArrayValue array, ValueCursor cursor)
    {
        cursor.EnterArray();
        for (var index = 0; index < array.Values.Count; index++)
        {
            cursor.EnterItem(index);
            Walk(array.Values[index], cursor);
            cursor.Leave();
        }

        cursor.LeaveArray();
    }
}

using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The error for a kind of value that the service has and this version of the library has not. Sought only once one was met.</summary>
internal static class UnknownKind
{
    public static StateDataException In(MapValue root)
    {
        var path = PathIn(new Value { MapValue = root });
        return new StateDataException(
            $"The stored value at '{path}' is of a kind that this version of the library does not know.", path: null, fieldPath: path);
    }

    // The path below a value; null where everything in it is known.
    private static string? PathIn(Value value)
    {
        switch (value.ValueTypeCase)
        {
            case Value.ValueTypeOneofCase.None:
                return "";
            case Value.ValueTypeOneofCase.MapValue:
                foreach (var (name, entry) in value.MapValue.Fields)
                {
                    if (PathIn(entry) is { } rest)
                    {
                        return $"{FieldPath.Of(name)}{(rest.Length == 0 || rest[0] == '[' ? "" : ".")}{rest}";
                    }
                }

                return null;
            case Value.ValueTypeOneofCase.ArrayValue:
                for (var index = 0; index < value.ArrayValue.Values.Count; index++)
                {
                    if (PathIn(value.ArrayValue.Values[index]) is { } rest)
                    {
                        return $"[{index}]{(rest.Length == 0 ? "" : ".")}{rest}";
                    }
                }

                return null;
            default:
                return null;
        }
    }
}

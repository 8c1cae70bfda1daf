using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data.Checks;

/// <summary>Creates the error for a type of stored value that this version of the library does not support.</summary>
/// <remarks>The path of the value is searched only after a conversion found one.</remarks>
internal static class UnknownKind
{
    public static StateDataException In(MapValue root)
    {
        var path = PathIn(new Value { MapValue = root });
        return new StateDataException(
            $"The stored value at '{path}' has a type that this version of the library does not support.", path: null, fieldPath: path);
    }

    // Returns the path below a value; null if everything in it is supported.
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

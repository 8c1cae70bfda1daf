using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data;

/// <summary>Finds a required member of a type that a stored value lacks.</summary>
/// <remarks>System.Text.Json reports only the path of the object that lacks a member.</remarks>
internal static class MissingMember
{
    // System.Text.Json quotes a name with one of these characters in a path: ['a.b'].
    private static readonly SearchValues<char> Quoted = SearchValues.Create(". '/\"[]()\t\n\r\f\b\\\u0085\u2028\u2029");

    /// <summary>Returns the path of the first member that an object lacks, such as <c>items[2].name</c>; null if it lacks none.</summary>
    /// <param name="value">The value that could not be read.</param>
    /// <param name="typeInfo">The metadata of its type.</param>
    /// <param name="owner">The path of the object, as System.Text.Json writes it; empty for the value itself.</param>
    public static string? Find(Value value, JsonTypeInfo typeInfo, string owner) =>
        MissingIn(value, typeInfo, path: "")
            .Where(missing => string.Equals(missing.Owner, owner, StringComparison.OrdinalIgnoreCase))
            .Select(static missing => Join(missing.Owner, missing.Name))
            .FirstOrDefault();

    private static IEnumerable<(string Owner, string Name)> MissingIn(Value value, JsonTypeInfo info, string path)
    {
        switch (value.ValueTypeCase, info.Kind)
        {
            case (Value.ValueTypeOneofCase.MapValue, JsonTypeInfoKind.Object):
                return MissingInObject(value.MapValue, DerivedOf(value.MapValue, info), path);
            case (Value.ValueTypeOneofCase.MapValue, JsonTypeInfoKind.Dictionary):
                return value.MapValue.Fields.SelectMany(
                    entry => MissingInPart(entry.Value, info.ElementType!, info.Options, Join(path, entry.Key)));
            case (Value.ValueTypeOneofCase.ArrayValue, JsonTypeInfoKind.Enumerable):
                return value.ArrayValue.Values.SelectMany(
                    (item, index) => MissingInPart(item, info.ElementType!, info.Options, $"{path}[{index}]"));
            default:
                return [];
        }
    }

    private static IEnumerable<(string Owner, string Name)> MissingInObject(MapValue map, JsonTypeInfo info, string path)
    {
        foreach (var member in info.Properties)
        {
            if (ValueOf(map, member.Name, info.Options) is not { } value)
            {
                if (member.IsRequired)
                {
                    yield return (path, member.Name);
                }
            }
            else if (member.CustomConverter is null)
            {
                foreach (var missing in MissingInPart(value, member.PropertyType, info.Options, Join(path, member.Name)))
                {
                    yield return missing;
                }
            }
        }
    }

    private static IEnumerable<(string Owner, string Name)> MissingInPart(
        Value value, Type type, JsonSerializerOptions options, string path) =>
        options.TryGetTypeInfo(Nullable.GetUnderlyingType(type) ?? type, out var info) ? MissingIn(value, info, path) : [];

    private static Value? ValueOf(MapValue map, string name, JsonSerializerOptions options) =>
        map.Fields.TryGetValue(name, out var value) ? value
        : options.PropertyNameCaseInsensitive
            ? map.Fields.FirstOrDefault(entry => string.Equals(entry.Key, name, StringComparison.OrdinalIgnoreCase)).Value
        : null;

    // The type that a discriminator in the map names; otherwise the type itself.
    private static JsonTypeInfo DerivedOf(MapValue map, JsonTypeInfo info) =>
        info.PolymorphismOptions is { } options && map.Fields.TryGetValue(options.TypeDiscriminatorPropertyName, out var stored) &&
        options.DerivedTypes.FirstOrDefault(derived => IsNamed(derived, stored)).DerivedType is { } type &&
        info.Options.TryGetTypeInfo(type, out var found)
            ? found
            : info;

    private static bool IsNamed(JsonDerivedType derived, Value stored) => derived.TypeDiscriminator switch
    {
        string name => stored.HasStringValue && stored.StringValue == name,
        int number => stored.HasIntegerValue && stored.IntegerValue == number,
        _ => false,
    };

    private static string Join(string path, string name) =>
        name.AsSpan().ContainsAny(Quoted) ? $"{path}['{name}']"
        : path.Length == 0 ? name
        : $"{path}.{name}";
}

using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AgentState.Internal.Data;

/// <summary>Applies <see cref="JsonNumberHandlingAttribute"/> to this library's converters.</summary>
/// <remarks>
/// The serializer applies the attribute only to its own converters. Nullable numbers and collections of numbers follow the options instead.
/// </remarks>
internal static class NumberHandlingModifier
{
    public static void Apply(JsonTypeInfo typeInfo)
    {
        if (typeInfo.Kind is not JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var property in typeInfo.Properties)
        {
            if (property.CustomConverter is null && (property.NumberHandling ?? typeInfo.NumberHandling) is { } handling)
            {
                property.CustomConverter = ConverterFor(property.PropertyType, handling);
            }
        }
    }

    private static JsonConverter? ConverterFor(Type type, JsonNumberHandling handling)
    {
        if (type == typeof(double))
        {
            return new FloatingPointConverter<double>(handling);
        }

        if (type == typeof(float))
        {
            return new FloatingPointConverter<float>(handling);
        }

        return type == typeof(decimal) && handling.HasFlag(JsonNumberHandling.WriteAsString) ? new DecimalConverter(asText: true) : null;
    }
}

using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AgentState;

/// <summary>Provides copies of the caller's serializer options with this library's converters after the caller's own.</summary>
/// <remarks>
/// There is one copy for each options instance and decimal form, which lives as long as the options. Types come from the caller's resolver,
/// so no reflection is needed.
/// </remarks>
internal static class StoredJsonOptions
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Copies = [];
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> CopiesWithDecimalsAsText = [];

    public static JsonTypeInfo<T> Resolve<T>(JsonTypeInfo<T> typeInfo, bool decimalsAsText = false)
    {
        var copy = decimalsAsText
            ? CopiesWithDecimalsAsText.GetValue(typeInfo.Options, static options => Copy(options, decimalsAsText: true))
            : Copies.GetValue(typeInfo.Options, static options => Copy(options, decimalsAsText: false));
        return (JsonTypeInfo<T>)copy.GetTypeInfo(typeof(T));
    }

    private static JsonSerializerOptions Copy(JsonSerializerOptions options, bool decimalsAsText)
    {
        var copy = new JsonSerializerOptions(options)
        {
            // A stored map has no order, so a type discriminator may not come first.
            AllowOutOfOrderMetadataProperties = true,

            // Only JsonToValue reads the text; it requires that U+FFFD is not escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = options.TypeInfoResolver?.WithAddedModifier(NumberHandlingModifier.Apply),
        };
        copy.Converters.Add(new FloatingPointConverter<double>(options.NumberHandling));
        copy.Converters.Add(new FloatingPointConverter<float>(options.NumberHandling));
        copy.Converters.Add(new FloatingPointConverter<Half>(options.NumberHandling));
        copy.Converters.Add(new DecimalConverter(decimalsAsText || options.NumberHandling.HasFlag(JsonNumberHandling.WriteAsString)));
        copy.MakeReadOnly();
        return copy;
    }
}

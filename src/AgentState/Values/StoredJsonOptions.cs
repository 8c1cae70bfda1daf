using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AgentState;

/// <summary>
/// The caller's serializer options as they are used between a typed value and its stored form: a copy, with our converters behind the
/// caller's own. One copy for each options instance and form of decimals, for as long as the options live. No reflection: the caller's resolver knows the types.
/// </summary>
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
            // A stored map has no order, so a type discriminator need not come first.
            AllowOutOfOrderMetadataProperties = true,

            // Nobody but our reader sees the text; it relies on U+FFFD not being escaped.
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

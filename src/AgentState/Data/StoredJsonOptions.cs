using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AgentState.Internal.Data;

/// <summary>Provides copies of the caller's serializer options with this library's rules and converters after the caller's own.</summary>
/// <remarks>
/// There is one copy for each options instance and form, which lives as long as the options. The caller's options stay unchanged. Types
/// come from the caller's resolver, so no reflection is needed, and the caller's own changes of a type's metadata still apply.
/// </remarks>
internal static class StoredJsonOptions
{
    private static readonly ConditionalWeakTable<
        JsonSerializerOptions, ConcurrentDictionary<(bool DecimalsAsText, bool IsLenient), JsonSerializerOptions>> Copies = [];

    /// <summary>Returns the metadata of a type for the stored form.</summary>
    /// <param name="typeInfo">The metadata of the caller.</param>
    /// <param name="decimalsAsText">Whether decimals are written as text.</param>
    /// <param name="isLenient">
    /// Whether constructor parameters may be missing, and members that are not nullable may be null, unless the caller's options forbid it.
    /// </param>
    public static JsonTypeInfo<T> Resolve<T>(JsonTypeInfo<T> typeInfo, bool decimalsAsText = false, bool isLenient = false)
    {
        var copies = Copies.GetValue(typeInfo.Options, static _ => new());
        var copy = copies.GetOrAdd(
            (decimalsAsText, isLenient), static (form, options) => Copy(options, form.DecimalsAsText, form.IsLenient), typeInfo.Options);
        return (JsonTypeInfo<T>)copy.GetTypeInfo(typeof(T));
    }

    private static JsonSerializerOptions Copy(JsonSerializerOptions options, bool decimalsAsText, bool isLenient)
    {
        var copy = new JsonSerializerOptions(options)
        {
            // A stored map has no order, so a type discriminator may not come first.
            AllowOutOfOrderMetadataProperties = true,

            // Only JsonToValue reads the text; it requires that U+FFFD is not escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,

            // Otherwise a payload without a value would be handled as if it contained 0 or null.
            RespectNullableAnnotations = options.RespectNullableAnnotations || !isLenient,
            RespectRequiredConstructorParameters = options.RespectRequiredConstructorParameters || !isLenient,
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

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentState.Internal.Data;

namespace AgentState;

// Conversion of maps to and from types of the caller.
public sealed partial class StateMap
{
    private const string Reflects =
        "Without a JsonTypeInfo the type is inspected by reflection. In trimmed and AOT-compiled programs, pass one from a " +
        "source-generated JsonSerializerContext.";

    /// <summary>Creates a map from a typed value as System.Text.Json writes it, without reflection.</summary>
    /// <remarks>Works in trimmed and AOT-compiled programs.</remarks>
    /// <typeparam name="T">A type that is an object in its JSON form. It needs metadata, not the serialization-only mode.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">
    /// The JSON metadata of the type, from a source-generated context or from options. Its names and converters apply.
    /// </param>
    /// <param name="stored">The conversion options; null = the defaults of <see cref="StateMapOptions"/>.</param>
    /// <exception cref="ArgumentException">
    /// The value cannot be written as JSON, is not a JSON object, contains NaN or infinities, or Firestore cannot store it: see
    /// <see cref="FromDictionary"/>.
    /// </exception>
    /// <exception cref="StateLimitException">A string is longer than 1,048,487 bytes.</exception>
    /// <exception cref="NotSupportedException">System.Text.Json cannot write a type in the value.</exception>
    // The type of the second parameter keeps calls of the two overloads apart.
#pragma warning disable RS0026, RS0027
    public static StateMap From<T>(T value, JsonTypeInfo<T> typeInfo, StateMapOptions? stored = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(typeInfo);

        // Lenient: a value that was read without an optional member can be written again, with null in that member.
        return value as StateMap ?? new StateMap(TypedValue.ToMap(value, typeInfo, CursorOf(nameof(value), stored), isLenient: true));
    }

    /// <summary>Creates a map from a typed value as System.Text.Json writes it, with reflection.</summary>
    /// <typeparam name="T">A type that is an object in its JSON form.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="options">
    /// The serializer options, which become read-only; null = the web defaults of System.Text.Json, which write names in camelCase.
    /// </param>
    /// <param name="stored">The conversion options; null = the defaults of <see cref="StateMapOptions"/>.</param>
    /// <exception cref="ArgumentException">
    /// The value cannot be written as JSON, is not a JSON object, contains NaN or infinities, or Firestore cannot store it: see
    /// <see cref="FromDictionary"/>.
    /// </exception>
    /// <exception cref="StateLimitException">A string is longer than 1,048,487 bytes.</exception>
    /// <exception cref="NotSupportedException">System.Text.Json cannot write a type in the value.</exception>
    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public static StateMap From<T>(T value, JsonSerializerOptions? options = null, StateMapOptions? stored = null) =>
        From(value, ReflectedTypeInfo<T>(options), stored);
#pragma warning restore RS0026, RS0027

    /// <summary>Reads the map as a type with System.Text.Json, without reflection.</summary>
    /// <remarks>
    /// <para>Works in trimmed and AOT-compiled programs.</para>
    /// <para>The map must contain every <c>required</c> member and every constructor parameter that has no default value. A member that is
    /// not nullable must not be null.</para>
    /// <para>Any other property keeps its initial value if the map does not contain it; that value can be null.</para>
    /// </remarks>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="typeInfo">
    /// The JSON metadata of the type, from a source-generated context or from options. Its names and converters apply.
    /// </param>
    /// <exception cref="StateDataException">
    /// The content does not fit the type, or a member is missing; <c>FieldPath</c> is the field, if known.
    /// </exception>
    /// <exception cref="NotSupportedException">System.Text.Json cannot read a type in <typeparamref name="T"/>.</exception>
    public T To<T>(JsonTypeInfo<T> typeInfo) => To(typeInfo, isLenient: false);

    /// <summary>Reads the map as a type with System.Text.Json, with reflection.</summary>
    /// <remarks>
    /// <para>The map must contain every <c>required</c> member and every constructor parameter that has no default value. A member that is
    /// not nullable must not be null.</para>
    /// <para>Any other property keeps its initial value if the map does not contain it; that value can be null.</para>
    /// </remarks>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">
    /// The serializer options, which become read-only; null = the web defaults of System.Text.Json, which match names in any case.
    /// </param>
    /// <exception cref="StateDataException">
    /// The content does not fit the type, or a member is missing; <c>FieldPath</c> is the field, if known.
    /// </exception>
    /// <exception cref="NotSupportedException">System.Text.Json cannot read a type in <typeparamref name="T"/>.</exception>
    // The type of the parameter keeps calls of the two overloads apart.
#pragma warning disable RS0027
    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public T To<T>(JsonSerializerOptions? options = null) => To(ReflectedTypeInfo<T>(options));
#pragma warning restore RS0027

    internal T To<T>(JsonTypeInfo<T> typeInfo, bool isLenient)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return typeof(T) == typeof(StateMap) ? (T)(object)this : TypedValue.FromMap(Fields, typeInfo, isLenient);
    }

    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    private static JsonTypeInfo<T> ReflectedTypeInfo<T>(JsonSerializerOptions? options)
    {
        options ??= JsonSerializerOptions.Web;
        options.MakeReadOnly(populateMissingResolver: true);
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }
}

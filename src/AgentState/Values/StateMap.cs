using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// A map as the database stores it: a task's payload and result, a user's preferences, an agent's config. It never changes; what is read
/// out of it is a copy.
/// </summary>
/// <remarks>
/// <para>It is made from, and read as, a dictionary of plain objects, a type of yours (by System.Text.Json), or JSON text. Content that
/// Firestore does not store is refused when the map is made, with the path of the field; total size is judged when it is stored.</para>
/// <para>Integers and doubles stay apart everywhere: 5 is an integer, 5.0 a double. From a type or JSON text, dates and bytes are stored
/// as text (RFC 3339 and base64); from a dictionary as Firestore's timestamps and bytes. Each is read back into
/// <see cref="DateTimeOffset"/> and <c>byte[]</c> of a type.</para>
/// <para>A <see cref="decimal"/> is stored as a number: a whole one of 64 bits as an integer (5.00 as 5), any other as the double that reads back as
/// the same decimal (1.50 as 1.5). One that neither holds (0.1234567890123456789) is refused with its path, unless
/// <see cref="StateMapOptions.DecimalsAsText"/> is set: then every decimal is a string, digit for digit. A decimal of a type is read from an
/// integer, a double and a string. A number with a point or an exponent in JSON text, a JsonElement or a JsonNode is the nearest double.</para>
/// <para>A vector of another Firestore client reads as the map <c>{"__type__": "__vector__", "value": [1.5, 2.0]}</c>. It can be written in that form:
/// these two entries, and 1 to 2,048 doubles without NaN. Every other reserved name is refused.</para>
/// <para>Two maps are equal that hold the same entries, of the same kinds: 5 and 5.0 differ, as they do when stored. The order of entries
/// does not count. Neither <see cref="ToString"/> nor a debugger's line shows the content.</para>
/// </remarks>
[JsonConverter(typeof(StateMapConverter))]
[DebuggerDisplay("{ToString(),nq}")]
public sealed class StateMap : IEquatable<StateMap>
{
    private const string Reflects =
        "Without a JsonTypeInfo the type is inspected by reflection. Pass one from a source-generated JsonSerializerContext in trimmed and AOT-compiled programs.";

    internal StateMap(MapValue fields) => Fields = fields;

    /// <summary>A map without entries.</summary>
    public static StateMap Empty { get; } = new(new MapValue());

    /// <summary>The number of entries at the top level.</summary>
    public int Count => Fields.Fields.Count;

    /// <summary>Shared with the messages that are sent and received; nobody changes it.</summary>
    internal MapValue Fields { get; }

    /// <summary>Whether two maps hold the same; two nulls do.</summary>
    /// <param name="left">One map, or null.</param>
    /// <param name="right">The other, or null.</param>
    public static bool operator ==(StateMap? left, StateMap? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two maps differ.</summary>
    /// <param name="left">One map, or null.</param>
    /// <param name="right">The other, or null.</param>
    public static bool operator !=(StateMap? left, StateMap? right) => !(left == right);

    /// <summary>Copies a dictionary of plain objects.</summary>
    /// <param name="entries">
    /// Null, <see cref="bool"/>, every integer type up to 64 signed bits, <see cref="double"/> and the smaller ones (NaN and infinities
    /// too), <see cref="decimal"/> (stored as a number), <see cref="string"/>, <see cref="DateTimeOffset"/> and a UTC
    /// <see cref="DateTime"/> (cut to microseconds), <c>byte[]</c>, <see cref="GeoPoint"/>, <see cref="DocumentPath"/>,
    /// <see cref="StateMap"/>, and lists and dictionaries of these.
    /// </param>
    /// <param name="options">How the entries are stored; null = as <see cref="StateMapOptions"/> has it by default.</param>
    /// <exception cref="ArgumentException">
    /// An entry is of another type, or such that Firestore does not store it: an array directly in an array, more than 20 maps and arrays
    /// inside each other, a name that is empty, of the form <c>__x__</c> (except in a vector) or whose path is over 1,500 bytes, half of a
    /// surrogate pair, a decimal that no number holds.
    /// </exception>
    /// <exception cref="StateLimitException">A string or bytes are longer than 1,048,487 bytes.</exception>
    public static StateMap FromDictionary(IReadOnlyDictionary<string, object?> entries, StateMapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return new StateMap(ObjectToValue.Map(entries, CursorOf(nameof(entries), options)));
    }

    /// <summary>Stores a typed value as System.Text.Json writes it. Works in trimmed and AOT-compiled programs.</summary>
    /// <typeparam name="T">A type that is an object in its JSON form. It needs metadata, not the serialization-only mode.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">How to write it; from a source-generated context or from options. Its options are honoured.</param>
    /// <param name="stored">How its values are stored; null = as <see cref="StateMapOptions"/> has it by default.</param>
    /// <exception cref="ArgumentException">The value cannot be written as JSON, is not an object, or Firestore does not store it: see <see cref="FromDictionary"/>; also NaN and infinities.</exception>
    /// <exception cref="StateLimitException">A string is longer than 1,048,487 bytes.</exception>
    /// <exception cref="NotSupportedException">System.Text.Json does not know how to write a type in it.</exception>
    // The overloads differ by the type of their second parameter, so a call cannot slip from one to the other.
#pragma warning disable RS0026, RS0027
    public static StateMap From<T>(T value, JsonTypeInfo<T> typeInfo, StateMapOptions? stored = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return value as StateMap ?? new StateMap(TypedValue.ToMap(value, typeInfo, CursorOf(nameof(value), stored)));
    }

    /// <summary>Stores a typed value as System.Text.Json writes it.</summary>
    /// <typeparam name="T">A type that is an object in its JSON form.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="options">How to write it; null means System.Text.Json's defaults: names as they are in the type. The options can't be changed any more.</param>
    /// <param name="stored">How its values are stored; null = as <see cref="StateMapOptions"/> has it by default.</param>
    /// <exception cref="ArgumentException">The value cannot be written as JSON, is not an object, or Firestore does not store it: see <see cref="FromDictionary"/>; also NaN and infinities.</exception>
    /// <exception cref="StateLimitException">A string is longer than 1,048,487 bytes.</exception>
    /// <exception cref="NotSupportedException">System.Text.Json does not know how to write a type in it.</exception>
    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public static StateMap From<T>(T value, JsonSerializerOptions? options = null, StateMapOptions? stored = null) =>
        From(value, ReflectedTypeInfo<T>(options), stored);
#pragma warning restore RS0026, RS0027

    /// <summary>Reads JSON text.</summary>
    /// <param name="json">A JSON object.</param>
    /// <exception cref="ArgumentException">
    /// The text is not one JSON object, a name stands twice in one, an integer has more than 64 signed bits or a number is too large for a
    /// double (they are never rounded), or Firestore does not store something in it: see <see cref="FromDictionary"/>.
    /// </exception>
    /// <exception cref="StateLimitException">A string is longer than 1,048,487 bytes.</exception>
    public static StateMap FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JsonText.Read(json, nameof(json));
    }

    /// <summary>Reads JSON text in UTF-8.</summary>
    /// <param name="utf8Json">A JSON object.</param>
    /// <exception cref="ArgumentException">As for text.</exception>
    /// <exception cref="StateLimitException">A string is longer than 1,048,487 bytes.</exception>
    public static StateMap FromJson(ReadOnlySpan<byte> utf8Json) => JsonText.Read(utf8Json, nameof(utf8Json));

    /// <summary>
    /// Copies the content into new dictionaries (<c>Dictionary&lt;string, object?&gt;</c>) and lists (<c>List&lt;object?&gt;</c>), with
    /// <see cref="long"/> for integers, <see cref="double"/>, and <see cref="DateTimeOffset"/> in UTC for timestamps. What is done to them
    /// never reaches the map.
    /// </summary>
    /// <exception cref="StateDataException">The database stored a kind of value that this version of the library does not know.</exception>
    public IReadOnlyDictionary<string, object?> ToDictionary() => ValueToObject.Map(Fields);

    /// <summary>Reads the map as a type, by System.Text.Json. Works in trimmed and AOT-compiled programs.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="typeInfo">How to read it; from a source-generated context or from options. Its options are honoured.</param>
    /// <exception cref="StateDataException">The content does not fit the type; it names the field.</exception>
    /// <exception cref="NotSupportedException">System.Text.Json does not know how to read a type in it.</exception>
    public T To<T>(JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return typeof(T) == typeof(StateMap) ? (T)(object)this : TypedValue.FromMap(Fields, typeInfo);
    }

    /// <summary>Reads the map as a type, by System.Text.Json.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">How to read it; null means System.Text.Json's defaults. The options can't be changed any more.</param>
    /// <exception cref="StateDataException">The content does not fit the type; it names the field.</exception>
    /// <exception cref="NotSupportedException">System.Text.Json does not know how to read a type in it.</exception>
    // As above.
#pragma warning disable RS0027
    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public T To<T>(JsonSerializerOptions? options = null) => To(ReflectedTypeInfo<T>(options));
#pragma warning restore RS0027

    /// <summary>
    /// Writes the map as JSON text, without blanks. Integers and doubles stay apart (5 and 5.0); timestamps, bytes, references, NaN and
    /// infinities, which JSON lacks, become strings, and a geo point an object of latitude and longitude.
    /// </summary>
    /// <exception cref="StateDataException">The database stored a kind of value that this version of the library does not know.</exception>
    public string ToJson() => JsonText.Write(Fields);

    /// <inheritdoc/>
    public bool Equals(StateMap? other) => other is not null && (ReferenceEquals(this, other) || Fields.Equals(other.Fields));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StateMap);

    /// <inheritdoc/>
    public override int GetHashCode() => Fields.GetHashCode();

    /// <summary>The number of entries, and no content.</summary>
    public override string ToString() => $"StateMap ({Count} entries)";

    private static ValueCursor CursorOf(string argument, StateMapOptions? options) => new(argument) { DecimalsAsText = options?.DecimalsAsText == true };

    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    private static JsonTypeInfo<T> ReflectedTypeInfo<T>(JsonSerializerOptions? options)
    {
        options ??= JsonSerializerOptions.Default;
        options.MakeReadOnly(populateMissingResolver: true);
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }
}

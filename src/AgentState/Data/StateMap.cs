using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>An immutable map as the database stores it, such as a task's payload or a user's preferences.</summary>
/// <remarks>
/// <para>A map converts to and from a dictionary of plain objects, your own types (with System.Text.Json) and JSON text. Results of a
/// conversion are copies.</para>
/// <para>Content that Firestore cannot store throws with the field's path when the map is created. The total size is checked when the map
/// is stored.</para>
/// <para>Integers and doubles are always distinct: 5 is an integer, 5.0 is a double.</para>
/// <para>Dates and bytes of a type or of JSON text are stored as text (RFC 3339 and base64). Those of a dictionary are stored as Firestore
/// timestamps and bytes. Both forms can be read as <see cref="DateTimeOffset"/> and <c>byte[]</c> of a type.</para>
/// <para>A <see cref="decimal"/> is stored as a number: a whole number of 64 bits as an integer (5.00 as 5), any other as the double that
/// reads back as the same decimal (1.50 as 1.5). A decimal that neither can represent (0.1234567890123456789) is refused with its
/// path.</para>
/// <para>With <see cref="StateMapOptions.DecimalsAsText"/> every decimal is stored as a string, digit for digit. A decimal of a type can be
/// read from an integer, a double or a string. A number with a point or an exponent in JSON text, a JsonElement or a JsonNode becomes the
/// nearest double.</para>
/// <para>A vector of another Firestore client reads as the map <c>{"__type__": "__vector__", "value": [1.5, 2.0]}</c>. It can be written in
/// that form: exactly these two entries, with 1 to 2,048 doubles, none of them NaN. Every other reserved name is refused.</para>
/// <para>Two maps are equal if they contain the same entries with the same types, in any order; 5 and 5.0 differ. Neither
/// <see cref="ToString"/> nor the debugger display shows the content.</para>
/// </remarks>
/// <example>
/// <code>
/// var payload = StateMap.Of(("repository", "octo/app"), ("limits", StateMap.Of(("depth", 3))));
/// var depth = payload.Get&lt;int&gt;("limits.depth");
/// </code>
/// </example>
[JsonConverter(typeof(StateMapConverter))]
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class StateMap : IEquatable<StateMap>
{
    internal StateMap(MapValue fields) => Fields = fields;

    /// <summary>A map without entries.</summary>
    public static StateMap Empty { get; } = new(new MapValue());

    /// <summary>The number of entries at the top level.</summary>
    public int Count => Fields.Fields.Count;

    /// <summary>The stored form, which sent and received messages share; it must not be changed.</summary>
    internal MapValue Fields { get; }

    /// <summary>Whether two maps have the same content; two nulls are equal.</summary>
    /// <param name="left">One map, or null.</param>
    /// <param name="right">The other, or null.</param>
    public static bool operator ==(StateMap? left, StateMap? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two maps differ.</summary>
    /// <param name="left">One map, or null.</param>
    /// <param name="right">The other, or null.</param>
    public static bool operator !=(StateMap? left, StateMap? right) => !(left == right);

    /// <summary>Returns the value at a path as a plain object, as <see cref="ToDictionary"/> does; null if it does not exist.</summary>
    /// <param name="path">
    /// A name, or names of nested maps separated by dots, such as <c>limits.depth</c>. A name that itself contains dots is found as well.
    /// </param>
    /// <exception cref="StateDataException">The value has a type that this version of the library does not support.</exception>
    public object? this[string path]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(path);
            return MapReader.Find(Fields, path) is { } value ? ValueToObject.Of(value, Fields) : null;
        }
    }

    /// <summary>Creates a map from names and values.</summary>
    /// <param name="entries">
    /// The entries. The values can be those of <see cref="FromDictionary"/>. Of two equal names the last one counts.
    /// </param>
    /// <exception cref="ArgumentException">Firestore cannot store an entry: see <see cref="FromDictionary"/>.</exception>
    /// <exception cref="StateLimitException">A string or byte array is longer than 1,048,487 bytes.</exception>
    public static StateMap Of(params ReadOnlySpan<(string Name, object? Value)> entries)
    {
        var dictionary = new Dictionary<string, object?>(entries.Length, StringComparer.Ordinal);
        foreach (var (name, value) in entries)
        {
            ArgumentNullException.ThrowIfNull(name, nameof(entries));
            dictionary[name] = value;
        }

        return new StateMap(ObjectToValue.Map(dictionary, CursorOf(nameof(entries), options: null)));
    }

    /// <summary>Creates a map from a dictionary of plain objects.</summary>
    /// <param name="entries">
    /// <para>The entries, which are copied. Values can be null, <see cref="bool"/>, <see cref="string"/>, <c>byte[]</c>,
    /// <see cref="GeoPoint"/>, <see cref="DocumentPath"/>, <see cref="StateMap"/>, and lists and dictionaries of supported values.</para>
    /// <para>Numbers can be integers of up to 64 signed bits, <see cref="decimal"/> and <see cref="double"/>, <see cref="float"/> or
    /// <see cref="Half"/>, including NaN and infinities.</para>
    /// <para>Times can be <see cref="DateTimeOffset"/> or a UTC <see cref="DateTime"/>; they are truncated to microseconds.</para>
    /// </param>
    /// <param name="options">The conversion options; null = the defaults of <see cref="StateMapOptions"/>.</param>
    /// <exception cref="ArgumentException">
    /// <para>An entry has an unsupported type, or Firestore cannot store it. Firestore cannot store an array directly in an array, more
    /// than 20 nested maps and arrays, or half of a surrogate pair.</para>
    /// <para>A name is empty, has the form <c>__x__</c> (except in a vector), or its path is longer than 1,500 bytes.</para>
    /// <para>A decimal cannot be represented as a number.</para>
    /// </exception>
    /// <exception cref="StateLimitException">A string or byte array is longer than 1,048,487 bytes.</exception>
    public static StateMap FromDictionary(IReadOnlyDictionary<string, object?> entries, StateMapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return new StateMap(ObjectToValue.Map(entries, CursorOf(nameof(entries), options)));
    }

    /// <summary>Creates a map from JSON text.</summary>
    /// <param name="json">A JSON object.</param>
    /// <exception cref="ArgumentException">
    /// <para>The text is not one JSON object, or an object contains a name twice.</para>
    /// <para>An integer does not fit into 64 signed bits, or a number is too large for a double.</para>
    /// <para>Firestore cannot store a value: see <see cref="FromDictionary"/>.</para>
    /// </exception>
    /// <exception cref="StateLimitException">A string is longer than 1,048,487 bytes.</exception>
    public static StateMap FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JsonText.Read(json, nameof(json));
    }

    /// <summary>Creates a map from JSON text in UTF-8.</summary>
    /// <param name="utf8Json">A JSON object.</param>
    /// <exception cref="ArgumentException">The text is not valid, for the same reasons as in <see cref="FromJson(string)"/>.</exception>
    /// <exception cref="StateLimitException">A string is longer than 1,048,487 bytes.</exception>
    public static StateMap FromJson(ReadOnlySpan<byte> utf8Json) => JsonText.Read(utf8Json, nameof(utf8Json));

    /// <summary>Copies the content into new dictionaries and lists of plain objects.</summary>
    /// <remarks>
    /// Maps become <c>Dictionary&lt;string, object?&gt;</c>, arrays <c>List&lt;object?&gt;</c>, integers <see cref="long"/>, doubles
    /// <see cref="double"/>, and timestamps <see cref="DateTimeOffset"/> in UTC. Changes to the copy do not affect the map.
    /// </remarks>
    /// <exception cref="StateDataException">The map contains a type of value that this version of the library does not support.</exception>
    public IReadOnlyDictionary<string, object?> ToDictionary() => ValueToObject.Map(Fields);

    /// <summary>Reads the value at a path.</summary>
    /// <remarks>
    /// Integers and whole doubles read as each other. A decimal, a time (RFC 3339) or bytes (base64) can also be read from text. Works in
    /// trimmed and AOT-compiled programs.
    /// </remarks>
    /// <typeparam name="T">
    /// <see cref="string"/>, <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, <see cref="decimal"/>,
    /// <see cref="DateTimeOffset"/>, <c>byte[]</c>, <see cref="GeoPoint"/>, <see cref="DocumentPath"/>, <see cref="StateMap"/>, or an
    /// <see cref="IReadOnlyList{T}"/> of strings, longs, doubles or maps.
    /// </typeparam>
    /// <param name="path">The path, as for the indexer.</param>
    /// <exception cref="StateDataException">
    /// The value does not exist, is null or has another type; <c>FieldPath</c> is the path.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type, whatever the map contains.</exception>
    public T Get<T>(string path) =>
        TryGet<T>(path, out var value)
            ? value
            : throw new StateDataException($"The map has no value at '{path}'.", path: null, fieldPath: path);

    /// <summary>Reads the value at a path if it exists.</summary>
    /// <returns>False if the value does not exist or is null.</returns>
    /// <typeparam name="T">A type that <see cref="Get{T}"/> supports.</typeparam>
    /// <param name="path">The path, as for the indexer.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="StateDataException">The value exists and has another type; <c>FieldPath</c> is the path.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type, whatever the map contains.</exception>
    public bool TryGet<T>(string path, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(path);
        return MapReader.TryRead(Fields, path, out value);
    }

    /// <summary>Writes the map as JSON text without whitespace.</summary>
    /// <remarks>
    /// Integers and doubles stay distinct (5 and 5.0). Timestamps, bytes, references, NaN and infinities become strings. A geo point
    /// becomes an object with latitude and longitude.
    /// </remarks>
    /// <exception cref="StateDataException">The map contains a type of value that this version of the library does not support.</exception>
    public string ToJson() => JsonText.Write(Fields);

    /// <inheritdoc/>
    public bool Equals(StateMap? other) => other is not null && (ReferenceEquals(this, other) || Fields.Equals(other.Fields));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StateMap);

    /// <inheritdoc/>
    public override int GetHashCode() => Fields.GetHashCode();

    /// <summary>Returns the number of entries, without any content.</summary>
    public override string ToString() => $"StateMap ({Count} entries)";

    private static ValueCursor CursorOf(string argument, StateMapOptions? options) =>
        new(argument) { DecimalsAsText = options?.DecimalsAsText == true };
}

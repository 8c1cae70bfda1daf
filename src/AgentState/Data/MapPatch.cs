using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>An immutable change to a stored map, such as preferences: it sets some keys, removes some, and keeps all others.</summary>
/// <remarks>
/// Each method returns a new patch; the last change of a key wins. A key can contain any character: a dot does not address a nested map. A
/// nested map is replaced completely.
/// </remarks>
/// <example>
/// <code>
/// var patch = MapPatch.Empty.Set("theme", "dark").Remove("beta");
/// </code>
/// </example>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class MapPatch
{
    // The stored map that contains the keys is one level.
    private const int Nesting = 1;

    // The new value of each key; null = removed.
    private readonly ImmutableDictionary<string, Value?> changes;

    private MapPatch(ImmutableDictionary<string, Value?> changes) => this.changes = changes;

    /// <summary>A patch that changes nothing.</summary>
    public static MapPatch Empty { get; } = new(ImmutableDictionary.Create<string, Value?>(StringComparer.Ordinal));

    /// <summary>The number of keys that are set or removed.</summary>
    public int Count => changes.Count;

    /// <summary>Sets a key to a plain value.</summary>
    /// <param name="key">
    /// The key. It can contain any character but must not be empty or have the form <c>__x__</c>. Together with the field's name it has at
    /// most 1,500 bytes.
    /// </param>
    /// <param name="value">
    /// A value that <see cref="StateMap.FromDictionary"/> supports. Null stores a null; to delete the key, use <see cref="Remove"/>.
    /// </param>
    /// <param name="options">The conversion options; null = the defaults of <see cref="StateMapOptions"/>.</param>
    /// <exception cref="ArgumentException">Firestore cannot store the key or the value.</exception>
    /// <exception cref="StateLimitException">A string or byte array is longer than 1,048,487 bytes.</exception>
    // The required parameters keep calls of the two overloads apart.
#pragma warning disable RS0026
    public MapPatch Set(string key, object? value, StateMapOptions? options = null) =>
        new(changes.SetItem(key, ObjectToValue.Of(value, At(key, options))));

    /// <summary>Sets a key to a typed value as System.Text.Json writes it.</summary>
    /// <remarks>Works in trimmed and AOT-compiled programs.</remarks>
    /// <typeparam name="T">The type of the value; its JSON form need not be an object.</typeparam>
    /// <param name="key">The key, with the same rules as for a plain value.</param>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">The JSON metadata of the type, from a source-generated context or from options.</param>
    /// <param name="options">The conversion options; null = the defaults of <see cref="StateMapOptions"/>.</param>
    /// <exception cref="ArgumentException">Firestore cannot store the key or the value.</exception>
    /// <exception cref="StateLimitException">A string is longer than 1,048,487 bytes.</exception>
    public MapPatch Set<T>(string key, T value, JsonTypeInfo<T> typeInfo, StateMapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new(changes.SetItem(key, TypedValue.ToValue(value, typeInfo, At(key, options), isLenient: true)));
    }
#pragma warning restore RS0026

    /// <summary>Removes a key; does nothing if the key does not exist.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">The key is not valid in Firestore.</exception>
    public MapPatch Remove(string key)
    {
        At(key);
        return new(changes.SetItem(key, value: null));
    }

    /// <summary>Returns the number of keys, without any content.</summary>
    public override string ToString() => $"MapPatch ({Count} keys)";

    /// <summary>Returns the field's value for a masked write: a map of the keys that are set.</summary>
    internal Value ToValue()
    {
        var map = new MapValue();
        foreach (var (key, value) in changes)
        {
            if (value is not null)
            {
                map.Fields.Add(key, value);
            }
        }

        return new Value { MapValue = map };
    }

    /// <summary>Returns the mask of that write: the path of every key that is set or removed, below the field of the map.</summary>
    internal IEnumerable<string> MaskUnder(string field) => changes.Keys.Select(key => FieldPath.Of(field, key));

    /// <summary>Whether a stored map already has all changes of the patch.</summary>
    internal bool HoldsIn(Value? stored)
    {
        // A vector has no keys, so the patch still has to replace it with a map.
        var entries = stored?.MapValue is { } map && !VectorValue.Is(map) ? map.Fields : null;
        return changes.All(change =>
            entries?.TryGetValue(change.Key, out var found) == true ? found.Equals(change.Value) : change.Value is null);
    }

    /// <summary>Checks the patch with the paths that it has in the document, which start with the field of the map.</summary>
    /// <exception cref="ArgumentException">A path is too long together with the field's name.</exception>
    internal void CheckUnder(string field, string argument) =>
        ValueGuard.Check(Values.Map([.. changes.Select(change => (change.Key, change.Value ?? Values.Null))]), field, argument);

    // Checks the key under its own argument's name; the returned cursor is for the value below it.
    private static ValueCursor At(string key, StateMapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        new ValueCursor(nameof(key)).EnterField(key);
        var cursor = new ValueCursor("value", Nesting) { DecimalsAsText = options?.DecimalsAsText == true };
        cursor.EnterField(key);
        return cursor;
    }
}

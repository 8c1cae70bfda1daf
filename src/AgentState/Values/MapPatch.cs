using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// A change to some keys of a stored map (preferences, a config): some are set, some removed, all others stay as they are. It never
/// changes: each call gives a new patch, as in <c>MapPatch.Empty.Set("theme", "dark").Remove("beta")</c>. The last word on a key counts.
/// A key is one key, whatever characters it holds: dots do not lead into nested maps, and a nested map is replaced whole.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class MapPatch
{
    // The stored map that holds the keys.
    private const int Nesting = 1;

    // What each key becomes; null = removed.
    private readonly ImmutableDictionary<string, Value?> changes;

    private MapPatch(ImmutableDictionary<string, Value?> changes) => this.changes = changes;

    /// <summary>A patch that changes nothing.</summary>
    public static MapPatch Empty { get; } = new(ImmutableDictionary.Create<string, Value?>(StringComparer.Ordinal));

    /// <summary>How many keys are set or removed.</summary>
    public int Count => changes.Count;

    /// <summary>Sets a key.</summary>
    /// <param name="key">The key, of any characters; it is not empty, not of the form <c>__x__</c>, and at most 1,500 bytes with the field's name.</param>
    /// <param name="value">What <see cref="StateMap.FromDictionary"/> takes as an entry. Null stores a null: to take the key away, remove it.</param>
    /// <param name="options">How the value is stored; null = as <see cref="StateMapOptions"/> has it by default.</param>
    /// <exception cref="ArgumentException">Firestore does not store that key or value.</exception>
    /// <exception cref="StateLimitException">A string or bytes are longer than 1,048,487 bytes.</exception>
    // The overloads differ in their required parameters, so a call cannot slip from one to the other.
#pragma warning disable RS0026
    public MapPatch Set(string key, object? value, StateMapOptions? options = null) => new(changes.SetItem(key, ObjectToValue.Of(value, At(key, options))));

    /// <summary>Sets a key to a typed value, as System.Text.Json writes it. Works in trimmed and AOT-compiled programs.</summary>
    /// <typeparam name="T">The value's type; it need not be an object in its JSON form.</typeparam>
    /// <param name="key">The key, as for a plain value.</param>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">How to write it; from a source-generated context or from options.</param>
    /// <param name="options">How the value is stored; null = as <see cref="StateMapOptions"/> has it by default.</param>
    /// <exception cref="ArgumentException">Firestore does not store that key or value.</exception>
    /// <exception cref="StateLimitException">A string is longer than 1,048,487 bytes.</exception>
    public MapPatch Set<T>(string key, T value, JsonTypeInfo<T> typeInfo, StateMapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new(changes.SetItem(key, TypedValue.ToValue(value, typeInfo, At(key, options))));
    }
#pragma warning restore RS0026

    /// <summary>Removes a key. That it is not there does no harm.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">Firestore has no such key.</exception>
    public MapPatch Remove(string key)
    {
        At(key);
        return new(changes.SetItem(key, value: null));
    }

    /// <summary>The number of keys, and no content.</summary>
    public override string ToString() => $"MapPatch ({Count} keys)";

    /// <summary>The field's value for a masked write: the keys that are set.</summary>
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

    /// <summary>The mask for that write: every key, set or removed, beneath the field that holds the map.</summary>
    internal IEnumerable<string> MaskUnder(string field) => changes.Keys.Select(key => FieldPath.Of(field, key));

    /// <summary>Whether a stored map is already as the patch makes it.</summary>
    internal bool HoldsIn(Value? stored)
    {
        // A vector has no keys: the patch has still to put a map in its place.
        var entries = stored?.MapValue is { } map && !VectorValue.Is(map) ? map.Fields : null;
        return changes.All(change =>
            entries?.TryGetValue(change.Key, out var found) == true ? found.Equals(change.Value) : change.Value is null);
    }

    /// <summary>Judges the patch as it will stand in its document, where paths begin with the field that holds the map.</summary>
    /// <exception cref="ArgumentException">With the field's name a path is too long.</exception>
    internal void CheckUnder(string field, string argument) =>
        ValueGuard.Check(Values.Map([.. changes.Select(change => (change.Key, change.Value ?? Values.Null))]), field, argument);

    // The key is judged under its own argument's name, then the value beneath it.
    private static ValueCursor At(string key, StateMapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        new ValueCursor(nameof(key)).EnterField(key);
        var cursor = new ValueCursor("value", Nesting) { DecimalsAsText = options?.DecimalsAsText == true };
        cursor.EnterField(key);
        return cursor;
    }
}

using System.Text.Json.Serialization.Metadata;
using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Users;

/// <summary>Reads preferences as a type, with defaults for missing and unsuitable values. Pure.</summary>
/// <remarks>A preference that another client wrote never makes a call fail.</remarks>
internal static class TypedPreferences
{
    /// <summary>Reads all preferences; each stored key that fits replaces its default.</summary>
    /// <param name="stored">The stored preferences.</param>
    /// <param name="typeInfo">The JSON metadata of the type.</param>
    /// <param name="defaults">The values of keys that are not stored or do not fit.</param>
    /// <param name="refused">Called with each key that does not fit.</param>
    public static T Read<T>(StateMap stored, JsonTypeInfo<T> typeInfo, T defaults, Action<string> refused)
    {
        // The defaults are not stored, so decimals can keep all their digits as text. Options that ignore nulls leave some defaults out.
        var fallback = StateMap.From(defaults, typeInfo, new StateMapOptions { DecimalsAsText = true }).Fields;
        var merged = fallback.Clone();
        foreach (var (key, value) in stored.Fields.Fields)
        {
            merged.Fields[key] = value;
        }

        var left = new HashSet<string>(stored.Fields.Fields.Keys, StringComparer.Ordinal);
        while (true)
        {
            try
            {
                return new StateMap(merged).To(typeInfo, isLenient: true);
            }
            catch (StateDataException error)
            {
                if (KeyOf(error.FieldPath, left) is not { } key)
                {
                    refused(error.FieldPath ?? "");
                    return defaults;
                }

                refused(key);
                left.Remove(key);
                Restore(merged, fallback, key);
            }
        }
    }

    /// <summary>Reads the value of one key, or the default if it is missing, null or does not fit.</summary>
    public static T Read<T>(StateMap stored, string key, JsonTypeInfo<T> typeInfo, T defaultValue, Action<string> refused)
    {
        if (!stored.Fields.Fields.TryGetValue(key, out var value) || value.ValueTypeCase is Value.ValueTypeOneofCase.NullValue)
        {
            return defaultValue;
        }

        try
        {
            return TypedValue.FromValue(value, typeInfo, isLenient: true) ?? defaultValue;
        }
        catch (StateDataException)
        {
            refused(key);
            return defaultValue;
        }
    }

    private static void Restore(MapValue merged, MapValue fallback, string key)
    {
        if (fallback.Fields.TryGetValue(key, out var value))
        {
            merged.Fields[key] = value;
        }
        else
        {
            merged.Fields.Remove(key);
        }
    }

    // System.Text.Json quotes a key with dots or brackets in a path: ['a.b'].
    private static string? KeyOf(string? path, IEnumerable<string> keys) => path is null ? null : keys
        .Where(key => Begins(path, key) || Begins(path, $"['{key}']"))
        .MaxBy(key => key.Length);

    private static bool Begins(string path, string key) =>
        path.StartsWith(key, StringComparison.OrdinalIgnoreCase) && (path.Length == key.Length || path[key.Length] is '.' or '[');
}

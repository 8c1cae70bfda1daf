using System.Text.Json.Serialization.Metadata;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Reads preferences as a type, by a default for what is not there and for what does not fit: whoever wrote it, a preference never stops a program. Pure.
/// </summary>
internal static class TypedPreferences
{
    /// <summary>The defaults, and over them each stored key that fits.</summary>
    /// <param name="stored">The preferences.</param>
    /// <param name="typeInfo">How the type is written and read.</param>
    /// <param name="defaults">What holds where nothing is stored that fits.</param>
    /// <param name="refused">Told each key that does not fit.</param>
    public static T Read<T>(StateMap stored, JsonTypeInfo<T> typeInfo, T defaults, Action<string> refused)
    {
        // Nothing of it is stored, so a decimal keeps all its digits.
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
                return new StateMap(merged).To(typeInfo);
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

    /// <summary>One key's value, or the default where it is missing, null or does not fit.</summary>
    public static T Read<T>(StateMap stored, string key, JsonTypeInfo<T> typeInfo, T defaultValue, Action<string> refused)
    {
        if (!stored.Fields.Fields.TryGetValue(key, out var value) || value.ValueTypeCase is Value.ValueTypeOneofCase.NullValue)
        {
            return defaultValue;
        }

        try
        {
            return TypedValue.FromValue(value, typeInfo) ?? defaultValue;
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

    // A key with dots or brackets of its own stands quoted in a path: ['a.b'].
    private static string? KeyOf(string? path, IEnumerable<string> keys) => path is null ? null : keys
        .Where(key => Begins(path, key) || Begins(path, $"['{key}']"))
        .MaxBy(key => key.Length);

    private static bool Begins(string path, string key) =>
        path.StartsWith(key, StringComparison.OrdinalIgnoreCase) && (path.Length == key.Length || path[key.Length] is '.' or '[');
}

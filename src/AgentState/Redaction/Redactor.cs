using System.Globalization;
using System.Text.RegularExpressions;
using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;
using Kind = Google.Cloud.Firestore.V1.Value.ValueTypeOneofCase;

namespace AgentState.Internal.Redaction;

/// <summary>Removes secrets before storage, by key at any depth and by form; leaves everything else unchanged. Pure.</summary>
internal sealed class Redactor(RedactionOptions options)
{
    /// <summary>The text that replaces a secret.</summary>
    public const string Mask = "[redacted]";

    private static readonly Value Masked = Values.Of(Mask);

    // Texts that say that there is no secret, or what the key permits ("secrets": "read").
    private static readonly HashSet<string> NoSecrets = ["", Mask, "read", "write", "none", "null", "true", "false", "enabled", "disabled"];

    private readonly SecretKeys keys = new(options.Keys);
    private readonly Regex[] patterns = [.. options.Patterns.Select(Compile)];

    /// <exception cref="ArgumentException">The pattern is not a valid regular expression, or cannot run in linear time.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException error)
        {
            throw new ArgumentException(
                $"The pattern uses a construct that cannot run in linear time: {error.Message}", nameof(pattern), error);
        }
    }

    /// <summary>Returns the text without secrets, or the same instance if it contains none.</summary>
    public string Redact(string text)
    {
        var redacted = SecretFinder.Redact(text);
        foreach (var pattern in patterns)
        {
            redacted = pattern.Replace(redacted, Mask);
        }

        return redacted;
    }

    /// <summary>Returns the map without secrets, or the same instance if it contains none.</summary>
    public StateMap Redact(StateMap map) => Changed(map.Fields, default) is { } changed ? new StateMap(changed) : map;

    // Null means unchanged, here and below.
    private MapValue? Changed(MapValue map, Place around)
    {
        MapValue? copy = null;
        foreach (var (key, value) in map.Fields)
        {
            var own = keys.Of(key);
            var place = new Place(own > around.Secrecy ? own : around.Secrecy, around.IsUsage || SecretKeys.IsUsage(key));
            var changed = Changed(value, place);
            var shown = Redact(key);
            if (changed is null && ReferenceEquals(shown, key))
            {
                continue;
            }

            copy ??= map.Clone();
            copy.Fields.Remove(key);
            copy.Fields[Unused(shown, copy)] = changed ?? value;
        }

        return copy;
    }

    private Value? Changed(Value value, Place place) => value.ValueTypeCase switch
    {
        Kind.MapValue when VectorValue.Is(value.MapValue) => ChangedNumber(place),
        Kind.MapValue => Changed(value.MapValue, place) is { } map ? new Value { MapValue = map } : null,
        Kind.ArrayValue => Changed(value.ArrayValue, place) is { } array ? new Value { ArrayValue = array } : null,
        Kind.StringValue => ChangedText(value.StringValue, place),
        Kind.NullValue or Kind.BooleanValue or Kind.TimestampValue => null,
        Kind.IntegerValue or Kind.DoubleValue => ChangedNumber(place),
        _ => place.Secrecy is Secrecy.None ? null : Masked,
    };

    private ArrayValue? Changed(ArrayValue array, Place place)
    {
        ArrayValue? copy = null;
        for (var i = 0; i < array.Values.Count; i++)
        {
            if (Changed(array.Values[i], place) is { } changed)
            {
                copy ??= array.Clone();
                copy.Values[i] = changed;
            }
        }

        return copy;
    }

    private static Value? ChangedNumber(Place place) => place is { Secrecy: Secrecy.Secret, IsUsage: false } ? Masked : null;

    private Value? ChangedText(string text, Place place)
    {
        if (place.Secrecy is not Secrecy.None)
        {
            return NoSecrets.Contains(text) ? null : Masked;
        }

        var redacted = Redact(text);
        return ReferenceEquals(redacted, text) ? null : Values.Of(redacted);
    }

    // Two redacted keys must remain two entries.
    private static string Unused(string key, MapValue map)
    {
        var unused = key;
        for (var number = 2; map.Fields.ContainsKey(unused); number++)
        {
            unused = string.Create(CultureInfo.InvariantCulture, $"{key} {number}");
        }

        return unused;
    }

    /// <summary>The context of a value within the map.</summary>
    /// <param name="Secrecy">The highest secrecy of the keys above the value.</param>
    /// <param name="IsUsage">Whether one of these keys stands for measured usage.</param>
    private readonly record struct Place(Secrecy Secrecy, bool IsUsage);
}

using System.Globalization;
using System.Text.RegularExpressions;
using Google.Cloud.Firestore.V1;
using Kind = Google.Cloud.Firestore.V1.Value.ValueTypeOneofCase;

namespace AgentState;

/// <summary>Takes secrets out of what is about to be stored: by the keys that they stand under, at any depth, and by what they look like. All else stays as it is. Pure.</summary>
internal sealed class Redactor(RedactionOptions options)
{
    /// <summary>What stands where a secret was.</summary>
    public const string Mask = "[redacted]";

    private static readonly Value Masked = Values.Of(Mask);

    // What stands under a secret's key where there is none, or what may be done with it ("secrets": "read").
    private static readonly HashSet<string> NoSecrets = ["", Mask, "read", "write", "none", "null", "true", "false", "enabled", "disabled"];

    private readonly SecretKeys keys = new(options.Keys);
    private readonly Regex[] patterns = [.. options.Patterns.Select(Compile)];

    /// <exception cref="ArgumentException">It is no regular expression, or one that cannot be run in linear time.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException error)
        {
            throw new ArgumentException($"The pattern cannot be run in linear time: {error.Message}", nameof(pattern), error);
        }
    }

    /// <summary>The text without secrets; the same text where there is none.</summary>
    public string Redact(string text)
    {
        var redacted = SecretFinder.Redact(text);
        foreach (var pattern in patterns)
        {
            redacted = pattern.Replace(redacted, Mask);
        }

        return redacted;
    }

    /// <summary>The map without secrets; the same map where there is none.</summary>
    public StateMap Redact(StateMap map) => Changed(map.Fields, default) is { } changed ? new StateMap(changed) : map;

    // Null where nothing changes, here and below.
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

    // Two keys that were secrets are two entries still.
    private static string Unused(string key, MapValue map)
    {
        var unused = key;
        for (var number = 2; map.Fields.ContainsKey(unused); number++)
        {
            unused = string.Create(CultureInfo.InvariantCulture, $"{key} {number}");
        }

        return unused;
    }

    /// <summary>Where a value stands.</summary>
    /// <param name="Secrecy">What the keys above it say.</param>
    /// <param name="IsUsage">Whether one of them stands for measured usage.</param>
    private readonly record struct Place(Secrecy Secrecy, bool IsUsage);
}

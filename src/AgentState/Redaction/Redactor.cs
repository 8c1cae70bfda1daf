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

    private readonly SecretKeys keys = new(options.Keys);
    private readonly Regex[] patterns = [.. options.Patterns.Select(Compile)];

    /// <exception cref="ArgumentException">It is no regular expression, or one that cannot be run in linear time.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException error)
        {
            throw new ArgumentException($"The pattern cannot be run in linear time: {error.Message}", nameof(pattern), error);
        }
    }

    /// <summary>The text without secrets; the same text where there is none.</summary>
    public string Redact(string text)
    {
        var redacted = SecretShapes.Redact(text);
        foreach (var pattern in patterns)
        {
            redacted = pattern.Replace(redacted, Mask);
        }

        return redacted;
    }

    /// <summary>The map without secrets; the same map where there is none.</summary>
    public StateMap Redact(StateMap map) => Changed(map.Fields, Secrecy.None) is { } changed ? new StateMap(changed) : map;

    // Null where nothing changes, here and below.
    private MapValue? Changed(MapValue map, Secrecy around)
    {
        MapValue? copy = null;
        foreach (var (key, value) in map.Fields)
        {
            var own = keys.Of(key);
            var changed = Changed(value, own > around ? own : around);
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

    private Value? Changed(Value value, Secrecy secrecy) => value.ValueTypeCase switch
    {
        Kind.MapValue => Changed(value.MapValue, secrecy) is { } map ? new Value { MapValue = map } : null,
        Kind.ArrayValue => Changed(value.ArrayValue, secrecy) is { } array ? new Value { ArrayValue = array } : null,
        Kind.StringValue => ChangedText(value.StringValue, secrecy),
        Kind.NullValue or Kind.BooleanValue or Kind.TimestampValue => null,
        Kind.IntegerValue or Kind.DoubleValue => secrecy is Secrecy.Secret ? Masked : null,
        _ => secrecy is Secrecy.None ? null : Masked,
    };

    private ArrayValue? Changed(ArrayValue array, Secrecy secrecy)
    {
        ArrayValue? copy = null;
        for (var i = 0; i < array.Values.Count; i++)
        {
            if (Changed(array.Values[i], secrecy) is { } changed)
            {
                copy ??= array.Clone();
                copy.Values[i] = changed;
            }
        }

        return copy;
    }

    private Value? ChangedText(string text, Secrecy secrecy)
    {
        if (secrecy is not Secrecy.None)
        {
            return text is "" or Mask ? null : Masked;
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
}

using System.Globalization;
using System.Text.Json;

namespace AgentState.Internal.Tokens.Http;

/// <summary>The JSON object in a reply; a missing field, or one of another type, is null.</summary>
/// <remarks>
/// A body that is not a JSON object has no fields. Neither <see cref="ToString"/> nor an exception contains text of the body.
/// </remarks>
internal sealed class EndpointBody
{
    // Longer than any real lifetime, and short enough to be added to a date.
    private const long MaxSeconds = 100L * 365 * 24 * 60 * 60;

    private const NumberStyles NumberForms =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    // As seconds this is the year 5138; as milliseconds it is 1973.
    private const double FirstMilliseconds = 1e11;

    private readonly JsonElement? root;

    private EndpointBody(JsonElement? root) => this.root = root;

    public static EndpointBody Parse(ReadOnlyMemory<byte> body) => new(BodyText.ObjectOf(body));

    /// <summary>Whether the field has a value of any type other than null, false or an empty text.</summary>
    public bool Has(string name) => Find(name) is { } value &&
        value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False) &&
        (value.ValueKind is not JsonValueKind.String || Text(name) is not null);

    /// <summary>Whether the field exists and is not null.</summary>
    public bool IsThere(string name) => Find(name) is { ValueKind: not JsonValueKind.Null };

    /// <summary>A nested object, or the first object of a list; null if there is none.</summary>
    public EndpointBody? Nested(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Object } value => new EndpointBody(value),
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first =>
            new EndpointBody(first),
        _ => null,
    };

    /// <summary>A text that is not empty; null if there is none.</summary>
    public string? Text(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && TextOf(value) is { Length: > 0 } text ? text : null;

    /// <summary>A number of seconds, as a JSON number or as a number in a text.</summary>
    public TimeSpan? Seconds(string name) =>
        Number(name) is { } number ? TimeSpan.FromSeconds((long)Math.Clamp(Math.Floor(number), -MaxSeconds, MaxSeconds)) : null;

    /// <summary>A time in seconds or milliseconds since 1970, as a number or in a text, or in RFC 3339 format.</summary>
    public DateTimeOffset? Moment(string name) => Number(name) switch
    {
        null => Time(name),
        <= 0 or > 1e15 => null,
        > FirstMilliseconds and var milliseconds => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds),
        { } seconds => DateTimeOffset.FromUnixTimeSeconds((long)seconds),
    };

    /// <summary>A time in RFC 3339 format.</summary>
    public DateTimeOffset? Time(string name) =>
        Text(name) is { } text &&
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary>Words, from a list of texts, or from one text that is separated by spaces or commas.</summary>
    public IReadOnlyList<string>? Words(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } value => Split(TextOf(value)),
        { ValueKind: JsonValueKind.Array } list =>
            [.. list.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).SelectMany(item => Split(TextOf(item)))],
        _ => null,
    };

    /// <summary>The texts of a nested object, as <c>name:value</c>, ordered by name.</summary>
    public IReadOnlyList<string>? Pairs(string name) => Find(name) is { ValueKind: JsonValueKind.Object } map
        ? [.. map.EnumerateObject().Where(entry => entry.Value.ValueKind is JsonValueKind.String)
            .Select(entry => $"{entry.Name}:{TextOf(entry.Value)}").Order(StringComparer.Ordinal)]
        : null;

    /// <summary>A text as a secret; null if it is missing or not a valid secret.</summary>
    public SecretString? Secret(string name)
    {
        try
        {
            return Text(name) is { } text ? new SecretString(text) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public override string ToString() => nameof(EndpointBody);

    private double? Number(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        { ValueKind: JsonValueKind.String } value
            when double.TryParse(TextOf(value), NumberForms, CultureInfo.InvariantCulture, out var number) &&
            double.IsFinite(number) => number,
        _ => null,
    };

    private static string[] Split(string? text) =>
        text?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    // Unpaired surrogates and invalid UTF-8 are detected only here.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private JsonElement? Find(string name) => root is { } map && map.TryGetProperty(name, out var value) ? value : null;
}

using System.Globalization;
using System.Text.Json;

namespace AgentState;

/// <summary>
/// The JSON object in a reply, read field by field: what is missing, or not of the kind that was asked for, is null. A body that is no JSON
/// object has no fields. It prints nothing of itself, and a reader's error, which may quote it, goes no further.
/// </summary>
internal sealed class EndpointBody
{
    // A longer life than anybody means; it keeps sums of times within what a date can be.
    private const long MaxSeconds = 100L * 365 * 24 * 60 * 60;

    private readonly JsonElement? root;

    private EndpointBody(JsonElement? root) => this.root = root;

    public static EndpointBody Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return new EndpointBody(document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : null);
        }
        catch (JsonException)
        {
            return new EndpointBody(null);
        }
    }

    /// <summary>A text that is not empty.</summary>
    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value && TextOf(value) is { Length: > 0 } text ? text : null;

    /// <summary>A number of seconds, as a number or as digits in a text, as some services write it.</summary>
    public TimeSpan? Seconds(string name)
    {
        var seconds = Find(name) switch
        {
            { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && double.IsFinite(number) =>
                (long?)Math.Clamp(Math.Floor(number), -MaxSeconds, MaxSeconds),
            { ValueKind: JsonValueKind.String } value when long.TryParse(TextOf(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                Math.Clamp(number, -MaxSeconds, MaxSeconds),
            _ => null,
        };
        return seconds is { } whole ? TimeSpan.FromSeconds(whole) : null;
    }

    /// <summary>A time in the form of RFC 3339.</summary>
    public DateTimeOffset? Time(string name) =>
        Text(name) is { } text &&
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary>Words, as a list of texts, or as one text in which blanks or commas part them.</summary>
    public IReadOnlyList<string>? Words(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } value => Split(TextOf(value)),
        { ValueKind: JsonValueKind.Array } list =>
            [.. list.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).SelectMany(item => Split(TextOf(item)))],
        _ => null,
    };

    /// <summary>The texts of a nested object, as <c>name:value</c>, in the order of their names.</summary>
    public IReadOnlyList<string>? Pairs(string name) => Find(name) is { ValueKind: JsonValueKind.Object } map
        ? [.. map.EnumerateObject().Where(entry => entry.Value.ValueKind is JsonValueKind.String)
            .Select(entry => $"{entry.Name}:{TextOf(entry.Value)}").Order(StringComparer.Ordinal)]
        : null;

    /// <summary>A text as a secret; null where it is missing, or cannot be one.</summary>
    public Secret? Secret(string name)
    {
        try
        {
            return Text(name) is { } text ? new Secret(text) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public override string ToString() => nameof(EndpointBody);

    private static string[] Split(string? text) =>
        text?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    // Halves of surrogate pairs and broken UTF-8 are found out only here.
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

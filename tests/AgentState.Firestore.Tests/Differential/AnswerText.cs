using System.Globalization;
using System.Text;
using Google.Cloud.Firestore.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Firestore.Tests;

/// <summary>
/// Writes an engine's answers so that those of two engines can be compared: fields sorted, doubles exact, and each time that the engine
/// set itself as the number of its first appearance, since two engines agree about which times are the same, not about the hour.
/// </summary>
internal sealed class AnswerText
{
    // Times that calls bring along lie far from now; what lies near was set by the engine.
    private static readonly TimeSpan Near = TimeSpan.FromDays(300);

    private readonly Dictionary<Timestamp, int> times = [];
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    public string Of(IEnumerable<DocumentSnapshot> snapshots) => Lines(snapshots.Select(snapshot =>
        snapshot.Document is { } document ? Of(document) : $"{snapshot.Name}: none"));

    public string Of(QueryResult result) => Lines(result.Documents.Select(Of));

    public string Of(AggregateResult result) => Lines(Of(result.Fields));

    public string Of(CommitOutcome outcome) => $"{outcome.Kind} {outcome.ConflictKind} {Lines(outcome.Results.Select(Of))}";

    public string Of(IEnumerable<WriteOutcome> outcomes) => Lines(outcomes.Select(outcome =>
        $"{outcome.Kind} {outcome.ConflictKind} {outcome.Error?.GetType().Name} {(outcome.Result is null ? "" : Of(outcome.Result))}"));

    private string Of(WriteResult result) => $"{Time(result.UpdateTime)} [{string.Join(", ", result.TransformResults.Select(Of))}]";

    private string Of(Document document) =>
        $"{document.Name}: created {Time(document.CreateTime)}, updated {Time(document.UpdateTime)}, {{{string.Join(", ", Of(document.Fields))}}}";

    private IEnumerable<string> Of(IEnumerable<KeyValuePair<string, Value>> fields) =>
        fields.OrderBy(static field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key} = {Of(field.Value)}");

    private string Of(Value value) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.DoubleValue => $"double {value.DoubleValue:R} {BitConverter.DoubleToInt64Bits(value.DoubleValue):x}",
        Value.ValueTypeOneofCase.TimestampValue => Time(value.TimestampValue),
        Value.ValueTypeOneofCase.ArrayValue => $"[{string.Join(", ", value.ArrayValue.Values.Select(Of))}]",
        Value.ValueTypeOneofCase.MapValue => $"{{{string.Join(", ", Of(value.MapValue.Fields))}}}",
        Value.ValueTypeOneofCase.GeoPointValue =>
            string.Create(CultureInfo.InvariantCulture, $"({value.GeoPointValue.Latitude:R}, {value.GeoPointValue.Longitude:R})"),
        _ => value.ToString(),
    };

    private string Time(Timestamp? time)
    {
        if (time is null)
        {
            return "never";
        }

        if ((time.ToDateTimeOffset() - now).Duration() > Near)
        {
            return time.ToString();
        }

        if (!times.TryGetValue(time, out var number))
        {
            times.Add(time, number = times.Count + 1);
        }

        return $"t{number}";
    }

    private static string Lines(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append("\n    ").Append(line);
        }

        return text.ToString();
    }
}

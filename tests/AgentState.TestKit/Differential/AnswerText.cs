using System.Globalization;
using System.Text;
using Google.Cloud.Firestore.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.TestKit;

/// <summary>Formats the answers of an engine so that the answers of two engines can be compared.</summary>
/// <remarks>
/// Fields are sorted and doubles are exact. A time that the engine set is replaced by the number of its first appearance: two engines
/// agree on which times are equal, not on the time of day.
/// </remarks>
internal sealed class AnswerText
{
    // Times in the calls are far from now; a time near now was set by the engine.
    private static readonly TimeSpan Near = TimeSpan.FromDays(300);

    private readonly Dictionary<Timestamp, int> versions = [];
    private readonly Dictionary<Timestamp, int> times = [];
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    public string Of(IEnumerable<DocumentSnapshot> snapshots) => Lines(snapshots.Select(snapshot =>
        snapshot.Document is { } document ? Of(document) : $"{snapshot.Name}: none"));

    public string Of(QueryResult result) => Lines(result.Documents.Select(Of));

    public string Of(AggregateResult result) => Lines(Of(result.Fields));

    // The version of a delete is left out. By the documentation there is none. The emulator returns the version of a later write of the
    // commit if that write creates the document again.
    public string Of(CommitOutcome outcome, IReadOnlyList<Write> writes) =>
        $"{outcome.Kind} {outcome.ConflictKind} {Lines(outcome.Results.Where((_, i) => !writes[i].HasDelete).Select(Of))}";

    public string Of(IEnumerable<WriteOutcome> outcomes) => Lines(outcomes.Select(outcome =>
        $"{outcome.Kind} {outcome.ConflictKind} {outcome.Error?.GetType().Name} {(outcome.Result is null ? "" : Of(outcome.Result))}"));

    private string Of(WriteResult result) => $"{Version(result.UpdateTime)} [{string.Join(", ", result.TransformResults.Select(Of))}]";

    private string Of(Document document) =>
        $"{document.Name}: created {Version(document.CreateTime)}, updated {Version(document.UpdateTime)}, " +
        $"{{{string.Join(", ", Of(document.Fields))}}}";

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

    private string Version(Timestamp? version) => version is null ? "none" : $"v{Number(versions, version)}";

    private string Time(Timestamp time) =>
        (time.ToDateTimeOffset() - now).Duration() > Near ? time.ToString() : $"t{Number(times, time)}";

    private static int Number(Dictionary<Timestamp, int> known, Timestamp time)
    {
        if (!known.TryGetValue(time, out var number))
        {
            known.Add(time, number = known.Count + 1);
        }

        return number;
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

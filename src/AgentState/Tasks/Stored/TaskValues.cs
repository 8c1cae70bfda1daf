using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.Value;

namespace AgentState.Internal.Tasks.Stored;

/// <summary>Converts the values of a task's own fields to and from their stored form; unreadable values are omitted.</summary>
internal static class TaskValues
{
    private const double LargestWhole = 1L << 53;

    public static Value Of(CompletedClaim ended) =>
        Values.Map(("token", Values.Of(ended.Token)), ("outcome", Values.Of(TaskStatusText.Of(ended.Outcome))));

    public static Value Of(IEnumerable<TaskError> errors) => Values.Of(errors.Select(Of));

    public static Value Of(IEnumerable<string> marks) => Values.Of(marks.Select(writeId => Values.Of(writeId)));

    public static Value Of(TaskUsage usage) => Values.Map([.. usage.Names.Select(name => (name, OfAmount(usage[name])))]);

    /// <summary>Stores whole amounts as integers, so that other clients read 1234 and not 1234.0.</summary>
    public static Value OfAmount(double amount) =>
        double.IsInteger(amount) && amount <= LargestWhole ? Values.Of((long)amount) : new Value { DoubleValue = amount };

    public static CompletedClaim? ReadEnded(MapValue? ended) =>
        TextOf(ended, "token") is { } token && TextOf(ended, "outcome") is { } outcome
            ? new CompletedClaim(token, TaskStatusText.Read(outcome))
            : null;

    public static ValueList<TaskError> ReadErrors(IEnumerable<Value> items) =>
        new([.. items.Select(item => item.MapValue).OfType<MapValue>().Select(ReadError)]);

    public static ValueList<string> ReadWriteIds(IEnumerable<Value> items) =>
        new([.. items.Where(item => item.ValueTypeCase is ValueTypeOneofCase.StringValue).Select(item => item.StringValue)]);

    public static TaskUsage ReadUsage(MapValue? usage) => usage is null ? TaskUsage.None : TaskUsage.Read(
        from entry in usage.Fields
        let amount = AmountOf(entry.Value)
        where amount is not null
        select KeyValuePair.Create(entry.Key, amount.Value));

    private static Value Of(TaskError error)
    {
        var value = Values.Map(
            ("attempt", Values.Of(error.Attempt)),
            ("agent", Values.Of(error.AgentId)),
            ("error", Values.Of(error.Message)));
        if (error.At is { } at)
        {
            value.MapValue.Fields.Add("at", Values.Of(at));
        }

        return value;
    }

    private static TaskError ReadError(MapValue error) => new()
    {
        Attempt = error.Fields.TryGetValue("attempt", out var attempt) ? OptionalFields.Number(attempt, least: 0) ?? 0 : 0,
        AgentId = TextOf(error, "agent"),
        Message = TextOf(error, "error") ?? "",
        At = error.Fields.TryGetValue("at", out var at) && at.ValueTypeCase is ValueTypeOneofCase.TimestampValue
            ? at.TimestampValue.ToDateTimeOffset()
            : null,
    };

    private static string? TextOf(MapValue? map, string key) =>
        map?.Fields.TryGetValue(key, out var value) == true && value.ValueTypeCase is ValueTypeOneofCase.StringValue
            ? value.StringValue
            : null;

    private static double? AmountOf(Value value) => value.ValueTypeCase switch
    {
        ValueTypeOneofCase.IntegerValue => value.IntegerValue,
        ValueTypeOneofCase.DoubleValue when double.IsFinite(value.DoubleValue) => value.DoubleValue,
        _ => null,
    };
}

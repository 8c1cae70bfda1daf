using Google.Cloud.Firestore.V1;
using Fields = AgentState.TokenFields;

namespace AgentState;

/// <summary>The stored form of what is ours beside a pair: the lease and the last failure. What somebody has mangled counts for missing.</summary>
internal static class TokenMarks
{
    public static Value Of(RefreshLease lease) => Values.Map(
        (Fields.Owner, Values.Of(lease.Owner)), (Fields.Epoch, Values.Of(lease.Epoch)), (Fields.Until, Values.Of(lease.Until)));

    public static RefreshLease? Lease(MapValue? map) =>
        map is not null && Text(map, Fields.Owner) is { } owner && Time(map, Fields.Until) is { } until
            ? new RefreshLease(owner, map.Fields.GetValueOrDefault(Fields.Epoch)?.IntegerValue ?? 0, until)
            : null;

    /// <summary>A failure is about one pair, which it names by the time that is stored with it: a pair that another program has put there since is not its own.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="pair">The stored time of the pair that it is about; null = of whichever is there.</param>
    public static Value Of(GrantFailure failure, Value? pair)
    {
        var map = Values.Map((Fields.Code, Values.Of(failure.Code)), (Fields.At, Values.Of(failure.At)));
        if (failure.Until is { } until)
        {
            map.MapValue.Fields.Add(Fields.Until, Values.Of(until));
        }

        if (failure.Count > 1)
        {
            map.MapValue.Fields.Add(Fields.Count, Values.Of(failure.Count));
        }

        if (pair is not null)
        {
            map.MapValue.Fields.Add(Fields.Of, pair);
        }

        return map;
    }

    public static GrantFailure? Failure(MapValue? map, Value? pair) =>
        map is not null && Text(map, Fields.Code) is { } code && (map.Fields.GetValueOrDefault(Fields.Of) is not { } of || of.Equals(pair))
            ? new GrantFailure(code, Time(map, Fields.At) ?? DateTimeOffset.UnixEpoch, Time(map, Fields.Until), Count(map))
            : null;

    /// <summary>Whether there is a failure, about a pair that is no longer there.</summary>
    public static bool IsOfAnother(MapValue? map, Value? pair) => map?.Fields.GetValueOrDefault(Fields.Of) is { } of && !of.Equals(pair);

    private static int Count(MapValue map) => (int)Math.Clamp(map.Fields.GetValueOrDefault(Fields.Count)?.IntegerValue ?? 1, 1, int.MaxValue);

    private static string? Text(MapValue map, string field) =>
        map.Fields.GetValueOrDefault(field) is { ValueTypeCase: Value.ValueTypeOneofCase.StringValue } value ? value.StringValue : null;

    private static DateTimeOffset? Time(MapValue map, string field) =>
        map.Fields.GetValueOrDefault(field) is { ValueTypeCase: Value.ValueTypeOneofCase.TimestampValue } value ? value.TimestampValue.ToDateTimeOffset() : null;
}

using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;
using Fields = AgentState.Internal.Tokens.Stored.TokenFields;

namespace AgentState.Internal.Tokens.Stored;

/// <summary>The stored form of the lease and the last failure; malformed values are treated as missing.</summary>
internal static class TokenExtras
{
    public static Value Of(RefreshLease lease) => Values.Map(
        (Fields.Owner, Values.Of(lease.Owner)), (Fields.Epoch, Values.Of(lease.Epoch)), (Fields.Until, Values.Of(lease.ExpiresAt)));

    public static RefreshLease? Lease(MapValue? map) =>
        map is not null && Text(map, Fields.Owner) is { } owner && Time(map, Fields.Until) is { } until
            ? new RefreshLease(owner, map.Fields.GetValueOrDefault(Fields.Epoch)?.IntegerValue ?? 0, until)
            : null;

    /// <summary>The stored form of a failure, which names its pair by the pair's stored time.</summary>
    /// <remarks>A pair that another client stored later is not affected by the failure.</remarks>
    /// <param name="failure">The failure.</param>
    /// <param name="pair">The stored time of the pair; null = the failure applies to any pair.</param>
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

    /// <summary>Whether a failure is stored that belongs to a replaced pair.</summary>
    public static bool IsOfAnother(MapValue? map, Value? pair) => map?.Fields.GetValueOrDefault(Fields.Of) is { } of && !of.Equals(pair);

    private static int Count(MapValue map) =>
        (int)Math.Clamp(map.Fields.GetValueOrDefault(Fields.Count)?.IntegerValue ?? 1, 1, int.MaxValue);

    private static string? Text(MapValue map, string field) =>
        map.Fields.GetValueOrDefault(field) is { ValueTypeCase: Value.ValueTypeOneofCase.StringValue } value ? value.StringValue : null;

    private static DateTimeOffset? Time(MapValue map, string field) =>
        map.Fields.GetValueOrDefault(field) is { ValueTypeCase: Value.ValueTypeOneofCase.TimestampValue } value
            ? value.TimestampValue.ToDateTimeOffset()
            : null;
}

namespace AgentState;

/// <summary>The one instant of a commit, in the two precisions that Firestore gives it.</summary>
internal sealed class CommitInstant
{
    private CommitInstant(Timestamp version, Value requestTime)
    {
        Version = version;
        RequestTime = requestTime;
    }

    /// <summary>To the microsecond: the commit's time, and the version of every document that it changes.</summary>
    public Timestamp Version { get; }

    /// <summary>To the millisecond: what a server timestamp sets a field to. One instance serves the whole commit.</summary>
    public Value RequestTime { get; }

    public static CommitInstant At(DateTimeOffset instant)
    {
        var milliseconds = new DateTimeOffset(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        return new CommitInstant(
            Timestamp.FromDateTimeOffset(instant), new Value { TimestampValue = Timestamp.FromDateTimeOffset(milliseconds) });
    }

    /// <summary>The same instant, as part of a request that has a time already.</summary>
    public CommitInstant OfRequest(CommitInstant request) => new(Version, request.RequestTime);
}

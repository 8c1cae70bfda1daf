namespace AgentState;

/// <summary>The one instant of a commit, in the two precisions that Firestore gives it.</summary>
internal sealed class CommitTime
{
    public CommitTime(DateTimeOffset instant)
    {
        Version = Timestamp.FromDateTimeOffset(instant);
        RequestTime = new Value
        {
            TimestampValue = Timestamp.FromDateTimeOffset(
                new DateTimeOffset(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero)),
        };
    }

    /// <summary>To the microsecond: the commit's time, and the version of every document that it changes.</summary>
    public Timestamp Version { get; }

    /// <summary>To the millisecond: what a server timestamp sets a field to. One instance serves the whole commit.</summary>
    public Value RequestTime { get; }
}

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>The time of a commit, in the two precisions of Firestore.</summary>
internal sealed class CommitInstant
{
    private CommitInstant(Timestamp version, Value requestTime)
    {
        Version = version;
        RequestTime = requestTime;
    }

    /// <summary>The time in microseconds: the commit time and the version of every document that it changes.</summary>
    public Timestamp Version { get; }

    /// <summary>The time in milliseconds, the value of a server timestamp; one instance for the whole commit.</summary>
    public Value RequestTime { get; }

    public static CommitInstant At(DateTimeOffset instant)
    {
        var milliseconds = new DateTimeOffset(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        return new CommitInstant(
            Timestamp.FromDateTimeOffset(instant), new Value { TimestampValue = Timestamp.FromDateTimeOffset(milliseconds) });
    }

    /// <summary>Returns this version with the request time of an earlier commit of the same request.</summary>
    public CommitInstant OfRequest(CommitInstant request) => new(Version, request.RequestTime);
}

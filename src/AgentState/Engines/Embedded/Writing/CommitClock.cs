using AgentState.Internal.Data;

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>The clock of the embedded database, in whole microseconds. Not thread-safe: the store calls it under its lock.</summary>
/// <remarks>
/// A commit time is also a version. So it strictly increases, even if the host's clock stands still or goes back.
/// </remarks>
internal sealed class CommitClock(TimeProvider time)
{
    private DateTimeOffset last = DateTimeOffset.UnixEpoch;

    /// <summary>Returns the time of the next commit, later than every time returned before.</summary>
    public CommitInstant NextCommit()
    {
        var now = Microseconds.Truncate(time.GetUtcNow());
        var next = last.AddMicroseconds(1);
        last = now > next ? now : next;
        return CommitInstant.At(last);
    }

    /// <summary>Returns the time of a read: now, but not before the last commit, which the read includes.</summary>
    public Timestamp Read()
    {
        var now = Microseconds.Truncate(time.GetUtcNow());
        if (now > last)
        {
            // A later commit must have a later time. Otherwise a reader could assume that this read includes it.
            last = now;
        }

        return Timestamp.FromDateTimeOffset(last);
    }
}

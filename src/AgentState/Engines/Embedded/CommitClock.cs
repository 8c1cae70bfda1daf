namespace AgentState;

/// <summary>
/// The database's clock: in whole microseconds, and strictly increasing from commit to commit even where the host's clock stands
/// still or goes back, since a commit time is also a version. Not thread-safe: the store calls it under its lock.
/// </summary>
internal sealed class CommitClock(TimeProvider time)
{
    private DateTimeOffset last = DateTimeOffset.UnixEpoch;

    /// <summary>The time of the next commit, later than every time given before.</summary>
    public CommitInstant NextCommit()
    {
        var now = Microseconds.Truncate(time.GetUtcNow());
        var next = last.AddMicroseconds(1);
        last = now > next ? now : next;
        return CommitInstant.At(last);
    }

    /// <summary>The time of a read: now, and never before the last commit, which the read sees.</summary>
    public Timestamp Read()
    {
        var now = Microseconds.Truncate(time.GetUtcNow());
        if (now > last)
        {
            // A commit after this read must be later than it, or a reader could take it for part of what it has seen.
            last = now;
        }

        return Timestamp.FromDateTimeOffset(last);
    }
}

using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Where the unreadable tasks at the front of a type's queue end, so that not every claim reads all of them. Used only where a whole answer
/// from the front is unreadable; read again from the
/// front once a minute, since such a task may have been repaired meanwhile. All claimers of a process share one. Thread-safe.
/// </summary>
internal sealed class UnreadableFronts(TimeProvider time)
{
    /// <summary>How old the knowledge of a front may be.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Type, ClaimShare? Share), Front> fronts = [];

    /// <summary>The last task of a type's unreadable front; null where none is known.</summary>
    public Document? LastOf(string type, ClaimShare? share = null)
    {
        lock (gate)
        {
            return fronts.GetValueOrDefault((type, share))?.Last;
        }
    }

    /// <summary>
    /// Asked for when a whole answer from the front is unreadable: the last task of the front, to go on behind it. Null: it has to be read,
    /// by this caller; others use what is known meanwhile.
    /// </summary>
    public Document? Skip(string type, ClaimShare? share)
    {
        lock (gate)
        {
            if (fronts.GetValueOrDefault((type, share)) is not { } front)
            {
                return null;
            }

            if (time.GetElapsedTime(front.ReadAt) < MaxAge)
            {
                return front.Last;
            }

            fronts[(type, share)] = front with { ReadAt = time.GetTimestamp() };
            return null;
        }
    }

    /// <summary>Takes what was found out about a front.</summary>
    /// <param name="type">The type.</param>
    /// <param name="share">The share whose lanes were read; null = all tasks.</param>
    /// <param name="last">Its last task.</param>
    /// <param name="readAt">When its reading began; null = only its end was read, behind what was known.</param>
    public void Learn(string type, ClaimShare? share, Document last, long? readAt)
    {
        lock (gate)
        {
            if (readAt is { } at)
            {
                fronts[(type, share)] = new Front(last, at);
            }
            else if (fronts.GetValueOrDefault((type, share)) is { } front)
            {
                fronts[(type, share)] = front with { Last = last };
            }
        }
    }

    /// <summary>Reading the front has failed: the next caller reads it.</summary>
    public void Forget(string type, ClaimShare? share)
    {
        lock (gate)
        {
            fronts.Remove((type, share));
        }
    }

    private sealed record Front(Document Last, long ReadAt);
}

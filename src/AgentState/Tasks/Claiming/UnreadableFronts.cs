using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>Remembers where the unreadable tasks at the front of a type's queue end, so that not every claim reads all of them.</summary>
/// <remarks>
/// Used only if a whole page from the front is unreadable. The front is read again from its start once a minute, because a task may have
/// been repaired. All claimers of a process share one instance. Thread-safe.
/// </remarks>
internal sealed class UnreadableFronts(TimeProvider time)
{
    /// <summary>The time after which a front is read again from its start.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Type, PartitionAssignment? Assignment), Front> fronts = [];

    /// <summary>Returns the last unreadable task at the front of a type; null if none is known.</summary>
    public Document? LastOf(string type, PartitionAssignment? assignment = null)
    {
        lock (gate)
        {
            return fronts.GetValueOrDefault((type, assignment))?.Last;
        }
    }

    /// <summary>Returns the last unreadable task at the front, after which to continue; null if the caller must read the front.</summary>
    /// <remarks>Call it if a whole page from the front is unreadable. While one caller reads the front, others use the known end.</remarks>
    public Document? Skip(string type, PartitionAssignment? assignment)
    {
        lock (gate)
        {
            if (fronts.GetValueOrDefault((type, assignment)) is not { } front)
            {
                return null;
            }

            if (time.GetElapsedTime(front.ReadAt) < MaxAge)
            {
                return front.Last;
            }

            fronts[(type, assignment)] = front with { ReadAt = time.GetTimestamp() };
            return null;
        }
    }

    /// <summary>Records where a front ends.</summary>
    /// <param name="type">The type.</param>
    /// <param name="assignment">The partition assignment that was queried; null = all tasks.</param>
    /// <param name="last">The last unreadable task.</param>
    /// <param name="readAt">When the read of the whole front started; null = only tasks behind the known end were read.</param>
    public void Learn(string type, PartitionAssignment? assignment, Document last, long? readAt)
    {
        lock (gate)
        {
            if (readAt is { } at)
            {
                fronts[(type, assignment)] = new Front(last, at);
            }
            else if (fronts.GetValueOrDefault((type, assignment)) is { } front)
            {
                fronts[(type, assignment)] = front with { Last = last };
            }
        }
    }

    /// <summary>Forgets a front after its read failed, so that the next caller reads it.</summary>
    public void Forget(string type, PartitionAssignment? assignment)
    {
        lock (gate)
        {
            fronts.Remove((type, assignment));
        }
    }

    private sealed record Front(Document Last, long ReadAt);
}

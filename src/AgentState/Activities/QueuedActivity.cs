using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Activities;

/// <summary>A buffered entry in memory.</summary>
/// <param name="write">The create of its document; the name is set when it is added.</param>
/// <param name="level">The severity.</param>
/// <param name="size">The size in bytes as sent.</param>
/// <param name="queuedAt">The monotonic timestamp at which it was buffered.</param>
internal sealed class QueuedActivity(Write write, ActivityLevel level, int size, long queuedAt)
{
    public Write Write => write;

    public ActivityLevel Level => level;

    public int Size => size;

    public long QueuedAt => queuedAt;

    /// <summary>The number that gives the order among all entries of this process; 0 = not numbered yet.</summary>
    public long Number { get; set; }
}

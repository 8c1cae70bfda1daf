using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>An entry that waits in memory to be stored.</summary>
/// <param name="write">Its document; it has no name yet.</param>
/// <param name="level">How much it matters.</param>
/// <param name="size">Its bytes as they are sent.</param>
/// <param name="queuedAt">When it came, by the monotonic clock.</param>
internal sealed class QueuedActivity(Write write, ActivityLevel level, int size, long queuedAt)
{
    public Write Write => write;

    public ActivityLevel Level => level;

    public int Size => size;

    public long QueuedAt => queuedAt;

    /// <summary>Its place among all that this process buffers; 0 = it was not taken in.</summary>
    public long Number { get; set; }
}

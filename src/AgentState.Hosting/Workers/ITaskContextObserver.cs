using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Hosting.Workers;

/// <summary>Receives what a handler passes to its <see cref="TaskContext"/>, in the order of the calls.</summary>
/// <remarks>Tests of handlers use it. Implementations must be thread-safe, and must not throw.</remarks>
internal interface ITaskContextObserver
{
    /// <summary>Called when a child task was added to the completion.</summary>
    void Enqueued(NewTask child);

    /// <summary>Called when an activity entry was added to the completion.</summary>
    void Written(NewActivity activity);

    /// <summary>Called when progress, a checkpoint or usage was added to the pending updates.</summary>
    void Updated(ClaimUpdate update);
}

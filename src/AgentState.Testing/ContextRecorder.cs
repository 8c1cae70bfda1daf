using System.Collections.Concurrent;
using AgentState.Internal.Hosting.Workers;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Testing;

/// <summary>Records the calls of a handler to its context. Thread-safe.</summary>
internal sealed class ContextRecorder : ITaskContextObserver
{
    private readonly ConcurrentQueue<NewTask> children = new();
    private readonly ConcurrentQueue<NewActivity> activities = new();
    private readonly ConcurrentQueue<ClaimUpdate> updates = new();

    public void Enqueued(NewTask child) => children.Enqueue(child);

    public void Written(NewActivity activity) => activities.Enqueue(activity);

    public void Updated(ClaimUpdate update) => updates.Enqueue(update);

    /// <summary>Returns the recorded calls together with the stored task.</summary>
    public TaskHandlerRun ToRun(AgentTask task)
    {
        var isDone = task.Status is AgentTaskStatus.Done;
        ClaimUpdate[] made = [.. updates];
        return new TaskHandlerRun
        {
            Task = task,
            Progress = [.. made.Select(update => update.Progress).OfType<StateMap>()],
            Checkpoints = [.. made.Select(update => update.Checkpoint).OfType<StateMap>()],
            Usage = made.Aggregate(TaskUsage.None, (sum, update) => sum.Plus(update.Usage)),
            Children = isDone ? [.. children] : [],
            Activities = isDone ? [.. activities] : [],
        };
    }
}

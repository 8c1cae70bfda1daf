namespace AgentState.Internal.Tasks.Stored;

/// <summary>The pending updates of a claim for its task, which are stored in one write.</summary>
/// <param name="Progress">The progress; null = unchanged.</param>
/// <param name="Checkpoint">The state from which the next attempt can continue; null = unchanged.</param>
/// <param name="Usage">The amounts used since the last write.</param>
internal sealed record ClaimUpdate(StateMap? Progress, StateMap? Checkpoint, TaskUsage Usage)
{
    public static ClaimUpdate None { get; } = new(Progress: null, Checkpoint: null, TaskUsage.None);

    public static ClaimUpdate Of(TaskUsage usage) => None with { Usage = usage };

    public bool IsEmpty => Progress is null && Checkpoint is null && Usage.Count == 0;

    /// <summary>The field that is named if the updates exceed the size limit: checkpoint before progress before usage.</summary>
    public string Largest => (Checkpoint, Progress) switch
    {
        ({ }, _) => TaskFields.Checkpoint,
        (_, { }) => TaskFields.Progress,
        _ => TaskFields.Usage,
    };

    /// <summary>Applies the updates to the task.</summary>
    public AgentTask On(AgentTask task) => task with
    {
        Progress = Progress ?? task.Progress,
        Checkpoint = Checkpoint ?? task.Checkpoint,
        Usage = task.Usage.Plus(Usage),
    };
}

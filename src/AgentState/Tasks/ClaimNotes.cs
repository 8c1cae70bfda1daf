namespace AgentState;

/// <summary>What a claim has to write of its task while it holds it, in one write.</summary>
/// <param name="Progress">How far the work has come; null = as it was told before.</param>
/// <param name="Checkpoint">What the next attempt can go on from; null = as it was saved before.</param>
/// <param name="Usage">What was used up since.</param>
internal sealed record ClaimNotes(StateMap? Progress, StateMap? Checkpoint, TaskUsage Usage)
{
    public static ClaimNotes None { get; } = new(Progress: null, Checkpoint: null, TaskUsage.None);

    public static ClaimNotes Of(TaskUsage usage) => None with { Usage = usage };

    public bool IsEmpty => Progress is null && Checkpoint is null && Usage.Count == 0;

    /// <summary>The field that is most likely to be what there is no room for.</summary>
    public string Largest => (Checkpoint, Progress) switch
    {
        ({ }, _) => TaskFields.Checkpoint,
        (_, { }) => TaskFields.Progress,
        _ => TaskFields.Usage,
    };

    /// <summary>The task with them.</summary>
    public AgentTask On(AgentTask task) => task with
    {
        Progress = Progress ?? task.Progress,
        Checkpoint = Checkpoint ?? task.Checkpoint,
        Usage = task.Usage.Plus(Usage),
    };
}

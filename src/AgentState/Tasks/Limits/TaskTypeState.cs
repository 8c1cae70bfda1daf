namespace AgentState.Internal.Tasks.Limits;

/// <summary>The claim settings of one task type.</summary>
/// <param name="IsPaused">Whether no tasks of the type may be claimed.</param>
/// <param name="Limit">How many tasks may be processed at a time; null = no limit.</param>
internal sealed record TaskTypeState(bool IsPaused, int? Limit)
{
    /// <summary>The settings of a type without a document.</summary>
    public static TaskTypeState Open { get; } = new(IsPaused: false, Limit: null);
}

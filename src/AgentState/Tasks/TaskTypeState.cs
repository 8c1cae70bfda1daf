namespace AgentState;

/// <summary>How tasks of one type may be claimed.</summary>
/// <param name="IsPaused">Whether none may be.</param>
/// <param name="Limit">How many may be worked on at a time; null = as many as there are.</param>
internal sealed record TaskTypeState(bool IsPaused, int? Limit)
{
    /// <summary>What holds for a type without a document of its own.</summary>
    public static TaskTypeState Open { get; } = new(IsPaused: false, Limit: null);
}

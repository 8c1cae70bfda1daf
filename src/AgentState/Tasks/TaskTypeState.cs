namespace AgentState;

/// <summary>How tasks of one type may be claimed.</summary>
/// <param name="IsPaused">Whether none may be.</param>
internal sealed record TaskTypeState(bool IsPaused)
{
    /// <summary>What holds for a type without a document of its own.</summary>
    public static TaskTypeState Open { get; } = new(IsPaused: false);
}

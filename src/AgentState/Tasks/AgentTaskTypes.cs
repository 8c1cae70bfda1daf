namespace AgentState;

/// <summary>Task types with a fixed meaning. Any other name is valid, too.</summary>
public static class AgentTaskTypes
{
    /// <summary>Work on GitHub.</summary>
    public const string GitHub = "github";

    /// <summary>Work on data.</summary>
    public const string Data = "data";

    /// <summary>Work on content.</summary>
    public const string Content = "content";
}

namespace AgentState;

/// <summary>The predefined agent types; any other name is allowed too.</summary>
public static class AgentTypes
{
    /// <summary>An agent that talks with people on Telegram.</summary>
    public const string Telegram = "telegram";

    /// <summary>An agent that works on GitHub.</summary>
    public const string GitHub = "github";

    /// <summary>An agent that works on data.</summary>
    public const string Data = "data";

    /// <summary>An agent that works on content.</summary>
    public const string Content = "content";
}

namespace AgentState;

/// <summary>The types of agents that have a fixed meaning. Any other name is as good.</summary>
public static class AgentTypes
{
    /// <summary>Talks with people on Telegram.</summary>
    public const string Telegram = "telegram";

    /// <summary>Works on GitHub.</summary>
    public const string GitHub = "github";

    /// <summary>Works on data.</summary>
    public const string Data = "data";

    /// <summary>Works on content.</summary>
    public const string Content = "content";
}

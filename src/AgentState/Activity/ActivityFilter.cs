namespace AgentState;

/// <summary>Which entries to query. Each shape is served by an index of the shipped <c>firestore.indexes.json</c>, or by an automatic one.</summary>
public sealed record ActivityFilter
{
    private ActivityFilter()
    {
    }

    /// <summary>All entries.</summary>
    public static ActivityFilter All { get; } = new();

    /// <summary>The agent asked for; null = any.</summary>
    public string? Agent { get; private init; }

    /// <summary>The least level asked for; null = any, unknown ones among them.</summary>
    public ActivityLevel? MinimumLevel { get; private init; }

    /// <summary>The entries of one agent.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="minimumLevel">The least level; null = any.</param>
    public static ActivityFilter ByAgent(string agent, ActivityLevel? minimumLevel = null)
    {
        Arguments.CheckName(agent);
        return (minimumLevel is { } level ? ByLevel(level) : All) with { Agent = agent };
    }

    /// <summary>The entries of a level and those above it.</summary>
    /// <param name="minimumLevel">The least level; <see cref="ActivityLevel.Unknown"/> is none.</param>
    public static ActivityFilter ByLevel(ActivityLevel minimumLevel)
    {
        ActivityArguments.CheckKnown(minimumLevel);
        return new() { MinimumLevel = minimumLevel };
    }
}

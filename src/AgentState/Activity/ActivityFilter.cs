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

    /// <summary>The action asked for; null = any.</summary>
    public string? Action { get; private init; }

    /// <summary>The first time asked for; null = from the beginning.</summary>
    public DateTimeOffset? From { get; private init; }

    /// <summary>The first time no longer asked for; null = to the end.</summary>
    public DateTimeOffset? Until { get; private init; }

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

    /// <summary>The entries of one action.</summary>
    /// <param name="action">The action, exactly.</param>
    /// <param name="agent">The agent; null = any.</param>
    public static ActivityFilter ByAction(string action, string? agent = null)
    {
        Arguments.CheckName(action);
        return (agent is null ? All : ByAgent(agent)) with { Action = action };
    }

    /// <summary>The same entries, but of a range of time, by the database's clock (<see cref="ActivityEntry.Timestamp"/>). A query alone takes it, a tail does not.</summary>
    /// <param name="from">The first moment; null = from the beginning.</param>
    /// <param name="until">The first moment that is not in it; null = to the end.</param>
    /// <exception cref="ArgumentException">The end is before the beginning.</exception>
    public ActivityFilter Between(DateTimeOffset? from, DateTimeOffset? until) => until < from
        ? throw new ArgumentException("A range of time does not end before it begins.", nameof(until))
        : this with { From = from, Until = until };
}

using AgentState.Internal.Activities;
using AgentState.Internal.Data.Checks;

namespace AgentState;

/// <summary>Selects the entries to list or to follow.</summary>
/// <remarks>Each filter uses an index of the shipped <c>firestore.indexes.json</c>, or an automatic one.</remarks>
public sealed record ActivityFilter
{
    private ActivityFilter()
    {
    }

    /// <summary>All entries.</summary>
    public static ActivityFilter All { get; } = new();

    /// <summary>The required agent; null = any.</summary>
    public string? Agent { get; private init; }

    /// <summary>The lowest level; null = any, unknown levels included.</summary>
    public ActivityLevel? MinimumLevel { get; private init; }

    /// <summary>The required action; null = any.</summary>
    public string? Action { get; private init; }

    /// <summary>The start of the time range, inclusive; null = from the beginning.</summary>
    public DateTimeOffset? From { get; private init; }

    /// <summary>The end of the time range, exclusive; null = no end.</summary>
    public DateTimeOffset? Until { get; private init; }

    /// <summary>Filters for the entries of one agent.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="minimumLevel">The lowest level; null = any.</param>
    public static ActivityFilter ByAgent(string agent, ActivityLevel? minimumLevel = null)
    {
        Arguments.CheckName(agent);
        return (minimumLevel is { } level ? ByLevel(level) : All) with { Agent = agent };
    }

    /// <summary>Filters for the entries of a level and of the levels above it.</summary>
    /// <param name="minimumLevel">The lowest level; <see cref="ActivityLevel.Unknown"/> is not valid.</param>
    public static ActivityFilter ByLevel(ActivityLevel minimumLevel)
    {
        ActivityArguments.CheckKnown(minimumLevel);
        return new() { MinimumLevel = minimumLevel };
    }

    /// <summary>Filters for the entries of one action.</summary>
    /// <param name="action">The action; it must match exactly.</param>
    /// <param name="agent">The agent; null = any.</param>
    public static ActivityFilter ByAction(string action, string? agent = null)
    {
        Arguments.CheckName(action);
        return (agent is null ? All : ByAgent(agent)) with { Action = action };
    }

    /// <summary>Limits the filter to a time range, by the database's clock (<see cref="ActivityEntry.Timestamp"/>).</summary>
    /// <remarks>A tail does not accept a filter with a time range.</remarks>
    /// <param name="from">The start, inclusive; null = from the beginning.</param>
    /// <param name="until">The end, exclusive; null = no end.</param>
    /// <exception cref="ArgumentException"><paramref name="until"/> is before <paramref name="from"/>.</exception>
    public ActivityFilter Between(DateTimeOffset? from, DateTimeOffset? until) => until < from
        ? throw new ArgumentException($"The time range ends ({until:O}) before it begins ({from:O}).", nameof(until))
        : this with { From = from, Until = until };
}

using AgentState.Internal.Data;
using AgentState.Internal.Documents;

namespace AgentState.Internal.Agents.Stored;

/// <summary>The queries of the registry.</summary>
internal static class AgentQueries
{
    /// <summary>The instances of one agent, newest heartbeat first; run it below the agent's document.</summary>
    /// <remarks>The upper bound excludes heartbeats that are not timestamps, which would sort before all timestamps.</remarks>
    /// <param name="limit">The largest number of results.</param>
    /// <param name="until">Only instances whose heartbeat is not later than this; null = all.</param>
    public static DocumentQuery InstancesOfOne(int limit, DateTimeOffset? until = null) => new DocumentQuery(InstanceDocument.Collection)
        .WhereAtMost(InstanceFields.LastHeartbeat, Values.Of(until ?? DateTimeOffset.MaxValue))
        .OrderByDescending(InstanceFields.LastHeartbeat)
        .Limit(limit);

    /// <summary>The instances of all agents below the parent path, oldest heartbeat first; run it at the database's root.</summary>
    public static DocumentQuery AllInstances(DatabaseRoot root) => OfOurs(root).OrderBy(InstanceFields.LastHeartbeat);

    /// <summary>The instances of all agents whose last heartbeat is before a time, oldest first; run it at the database's root.</summary>
    public static DocumentQuery SilentInstances(DatabaseRoot root, DateTimeOffset before, int limit) =>
        OfOurs(root).WhereLess(InstanceFields.LastHeartbeat, Values.Of(before)).Limit(limit);

    /// <summary>The instances of all agents whose last heartbeat is not before a time; run it at the database's root.</summary>
    public static DocumentQuery AliveInstances(DatabaseRoot root, DateTimeOffset since) =>
        OfOurs(root).WhereAtLeast(InstanceFields.LastHeartbeat, Values.Of(since));

    /// <summary>The agents that match a filter, ordered by name.</summary>
    public static DocumentQuery Listed(AgentFilter filter)
    {
        var query = new DocumentQuery(AgentDocument.Collection);
        if (filter.Type is { } type)
        {
            query.WhereEqual(AgentFields.Type, Values.Of(type));
        }

        if (filter.Status is { } status)
        {
            query.WhereEqual(AgentFields.Status, Values.Of(AgentStatusText.Of(status)));
        }

        return query;
    }

    // A collection group query runs only at the root, so it would also find the instances of other environments. The parent path that each
    // instance stores excludes them.
    private static DocumentQuery OfOurs(DatabaseRoot root) => new DocumentQuery(InstanceDocument.Collection)
        .OfAllDescendants().WhereEqual(InstanceFields.ParentPath, Values.Of(root.ParentPath));
}

using AgentState.Internal.Data;
using AgentState.Internal.Documents;

namespace AgentState.Internal.Activities;

/// <summary>The queries of the log; each has an index in <c>firestore.indexes.json</c>, or an automatic one.</summary>
internal static class ActivityQueries
{
    private static readonly ActivityLevel[] Levels = [ActivityLevel.Info, ActivityLevel.Warn, ActivityLevel.Error];

    /// <summary>The entries that match a filter, newest first.</summary>
    public static DocumentQuery Listed(ActivityFilter filter)
    {
        var query = new DocumentQuery(ActivityDocument.Collection);
        if (filter.Agent is { } agent)
        {
            query.WhereEqual(ActivityFields.Agent, Values.Of(agent));
        }

        if (filter.Action is { } action)
        {
            query.WhereEqual(ActivityFields.Action, Values.Of(action));
        }

        if (filter.MinimumLevel is { } minimum)
        {
            query.WhereIn(
                ActivityFields.Level,
                Levels.Where(level => level >= minimum).Select(level => Values.Of(ActivityLevelText.Of(level))));
        }

        return query
            .WhereBetween(
                ActivityFields.Timestamp,
                filter.From is { } from ? Values.Of(from) : null,
                filter.Until is { } until ? Values.Of(until) : null)
            .OrderByDescending(ActivityFields.Timestamp);
    }
}

namespace AgentState;

/// <summary>The queries of the registry.</summary>
internal static class AgentQueries
{
    /// <summary>Agents of a filter, by name.</summary>
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
}

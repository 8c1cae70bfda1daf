namespace AgentState;

/// <summary>The names of the traces, metrics and tags that the library emits.</summary>
/// <remarks>The names are stable. No name, tag or span contains content, secrets or document ids.</remarks>
public static class AgentStateTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    /// <remarks>
    /// Each call to the database is one client span, such as <c>commit tasks</c>, which includes its retries. Its tags are
    /// <c>db.system.name</c>, <c>db.namespace</c>, <c>db.operation.name</c>, <c>db.collection.name</c>, <c>db.operation.batch.size</c> and,
    /// if the call failed, <c>error.type</c>.
    /// </remarks>
    public const string ActivitySourceName = "AgentState";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "AgentState";

    /// <summary>A counter of documents that the database bills as read, by <see cref="ServiceTag"/>.</summary>
    public const string BilledReads = "agentstate.billed.reads";

    /// <summary>A counter of documents that the database bills as written, by <see cref="ServiceTag"/>.</summary>
    public const string BilledWrites = "agentstate.billed.writes";

    /// <summary>A counter of documents that the database bills as deleted, by <see cref="ServiceTag"/>.</summary>
    public const string BilledDeletes = "agentstate.billed.deletes";

    /// <summary>A gauge: the longest time in seconds since the last message to a listener, by <see cref="ServiceTag"/>.</summary>
    public const string ListenerAge = "agentstate.listener.age";

    /// <summary>A counter of tasks that were claimed, by <see cref="TaskTypeTag"/>.</summary>
    public const string TaskClaims = "agentstate.task.claims";

    /// <summary>A counter of claims that failed because another process changed the task first, by <see cref="TaskTypeTag"/>.</summary>
    /// <remarks><see cref="TaskClaims"/> does not include them.</remarks>
    public const string TaskClaimsLost = "agentstate.task.claims.lost";

    /// <summary>A counter, without tags, of grants that this process refreshed or minted, and stored.</summary>
    public const string TokenRefreshes = "agentstate.token.refreshes";

    /// <summary>A counter, without tags, of grants that a service refused to refresh, so that the user must give consent again.</summary>
    public const string TokenReauthorizations = "agentstate.token.reauthorizations";

    /// <summary>A counter, without tags, of refreshes of this process that found a token that another process had stored first.</summary>
    public const string TokenRacesRecovered = "agentstate.token.races.recovered";

    /// <summary>A counter, without tags, of refreshes that this process took over from one that did not finish in time.</summary>
    public const string TokenLeasesTakenOver = "agentstate.token.leases.taken_over";

    /// <summary>The tag that contains the type of a task.</summary>
    public const string TaskTypeTag = "agentstate.task.type";

    /// <summary>A counter of buffered log entries that were dropped by a full queue, by <see cref="ActivityLevelTag"/>.</summary>
    public const string ActivityDropped = "agentstate.activity.dropped";

    /// <summary>A counter of buffered log entries that the database refused, by <see cref="ActivityLevelTag"/>.</summary>
    public const string ActivityRefused = "agentstate.activity.refused";

    /// <summary>The tag that contains the level of a log entry: <c>info</c>, <c>warn</c> or <c>error</c>.</summary>
    public const string ActivityLevelTag = "agentstate.activity.level";

    /// <summary>A counter of queries without an index in a SQLite file, by <see cref="CollectionTag"/>.</summary>
    /// <remarks>Such a query reads every document of its collections. The package AgentState.Sqlite emits it.</remarks>
    public const string SqliteScans = "agentstate.sqlite.scans";

    /// <summary>The tag that contains the id of a collection, such as <c>tasks</c>.</summary>
    public const string CollectionTag = "agentstate.collection";

    /// <summary>The tag that contains the service: <c>users</c>, <c>agents</c>, <c>tasks</c>, <c>tokens</c> or <c>activity</c>.</summary>
    public const string ServiceTag = "agentstate.service";
}

namespace AgentState;

/// <summary>The names under which the library tells what it does. They are stable.</summary>
/// <remarks>No name, tag or span holds content or a secret; ids of documents appear in none of them.</remarks>
public static class AgentStateTelemetry
{
    /// <summary>
    /// The name of the <see cref="System.Diagnostics.ActivitySource"/>: a client span for each call to the database, its repeats included, such as
    /// <c>commit tasks</c>, with the tags <c>db.system.name</c>, <c>db.namespace</c>, <c>db.operation.name</c>, <c>db.collection.name</c>,
    /// <c>db.operation.batch.size</c> and, where it failed, <c>error.type</c>.
    /// </summary>
    public const string ActivitySourceName = "AgentState";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "AgentState";

    /// <summary>A counter of documents that the database bills as read, by <see cref="ServiceTag"/>.</summary>
    public const string BilledReads = "agentstate.billed.reads";

    /// <summary>A counter of documents that the database bills as written, by <see cref="ServiceTag"/>.</summary>
    public const string BilledWrites = "agentstate.billed.writes";

    /// <summary>A counter of documents that the database bills as deleted, by <see cref="ServiceTag"/>.</summary>
    public const string BilledDeletes = "agentstate.billed.deletes";

    /// <summary>
    /// A gauge, in seconds: how long ago the listener that has been silent longest last heard anything of the database, by <see cref="ServiceTag"/>.
    /// </summary>
    public const string ListenerAge = "agentstate.listener.age";

    /// <summary>A counter of tasks that were claimed, by <see cref="TaskTypeTag"/>.</summary>
    public const string TaskClaims = "agentstate.task.claims";

    /// <summary>
    /// A counter of claims that somebody else was faster with, by <see cref="TaskTypeTag"/>: each is a write that brought nothing. Not among <see cref="TaskClaims"/>.
    /// </summary>
    public const string TaskClaimsLost = "agentstate.task.claims.lost";

    /// <summary>A counter of grants that this process has refreshed or minted, and stored. It has no tags.</summary>
    public const string TokenRefreshes = "agentstate.token.refreshes";

    /// <summary>A counter of grants that a service has refused to refresh: somebody has to consent anew. It has no tags.</summary>
    public const string TokenReauthorizations = "agentstate.token.reauthorizations";

    /// <summary>A counter of refreshes of this process that somebody else was faster with, and whose token was taken. It has no tags.</summary>
    public const string TokenRacesRecovered = "agentstate.token.races.recovered";

    /// <summary>A counter of refreshes that this process took over from one that did not come to an end. It has no tags.</summary>
    public const string TokenLeasesTakenOver = "agentstate.token.leases.taken_over";

    /// <summary>The tag that names the type of a task, as it was enqueued.</summary>
    public const string TaskTypeTag = "agentstate.task.type";

    /// <summary>A counter of buffered log entries that were dropped since the queue was full, by <see cref="ActivityLevelTag"/>.</summary>
    public const string ActivityDropped = "agentstate.activity.dropped";

    /// <summary>A counter of buffered log entries that the database refused, by <see cref="ActivityLevelTag"/>.</summary>
    public const string ActivityRefused = "agentstate.activity.refused";

    /// <summary>The tag that names the level of a log entry: <c>info</c>, <c>warn</c> or <c>error</c>.</summary>
    public const string ActivityLevelTag = "agentstate.activity.level";

    /// <summary>The tag that names the service: <c>users</c>, <c>agents</c>, <c>tasks</c>, <c>tokens</c> or <c>activity</c>.</summary>
    public const string ServiceTag = "agentstate.service";
}

using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Every log message of the hosting package. Ids are stable; ids of documents appear, content and secrets never.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(8001, LogLevel.Warning, "Agent {AgentId} cannot be started yet: the database did not answer. It is tried again.")]
    public static partial void AgentWaits(ILogger logger, string agentId, Exception cause);

    [LoggerMessage(8007, LogLevel.Error, "Somebody who has the settings of agent {AgentId} as options cannot apply them as they are now.")]
    public static partial void ConfigRefused(ILogger logger, string agentId, Exception cause);

    [LoggerMessage(8002, LogLevel.Error, "Agent {AgentId} cannot be watched; it is tried again in {Delay}. Until then its settings stay as they are.")]
    public static partial void WatchFailed(ILogger logger, string agentId, TimeSpan delay, Exception cause);

    [LoggerMessage(8003, LogLevel.Warning, "Agent {AgentId} has lost its instance, number {Epoch}: {Loss}.")]
    public static partial void AgentLost(ILogger logger, string agentId, long epoch, AgentInstanceLoss loss);

    [LoggerMessage(
        8004,
        LogLevel.Warning,
        "Agent {AgentId} is wanted stopped: its workers claim no task, its instance is deregistered, and the host goes on. To undo this, call " +
        "IAgentRegistry.SetWantedStateAsync with this agent's id and AgentWantedState.Running.")]
    public static partial void WantedStopped(ILogger logger, string agentId);

    [LoggerMessage(
        8008,
        LogLevel.Warning,
        "Agent {AgentId} is wanted stopped and StopHostWhenWantedStopped is true: the host stops, now and after each restart. To undo this, call " +
        "IAgentRegistry.SetWantedStateAsync with this agent's id and AgentWantedState.Running.")]
    public static partial void WantedStoppedEndsHost(ILogger logger, string agentId);

    [LoggerMessage(
        8009, LogLevel.Information, "Agent {AgentId} is no longer wanted stopped: instance number {Epoch} has started and its workers go on.")]
    public static partial void WantedAgain(ILogger logger, string agentId, long epoch);

    [LoggerMessage(8005, LogLevel.Warning, "That agent {AgentId} has {Reason} could not be told.")]
    public static partial void StatusUntold(ILogger logger, string agentId, string reason, Exception cause);

    [LoggerMessage(8006, LogLevel.Warning, "Looking for dead agents failed; it is tried again later.")]
    public static partial void SweepFailed(ILogger logger, Exception cause);

    [LoggerMessage(8101, LogLevel.Warning, "Attempt {Attempt} at task {TaskId} failed; it is retried after a back-off.")]
    public static partial void AttemptFailed(ILogger logger, string taskId, int attempt, Exception? cause);

    [LoggerMessage(8116, LogLevel.Warning, "Task {TaskId} failed for good in attempt {Attempt}: {Reason}.")]
    public static partial void TaskFailed(ILogger logger, string taskId, int attempt, string reason, Exception? cause);

    [LoggerMessage(8117, LogLevel.Warning, "Attempt {Attempt} of {MaxAttempts} at task {TaskId} timed out after {Timeout}.")]
    public static partial void AttemptTimedOut(ILogger logger, string taskId, int attempt, int maxAttempts, TimeSpan? timeout);

    [LoggerMessage(8118, LogLevel.Warning,
        "The handler of task {TaskId}, attempt {Attempt}, did not return within {GracePeriod} after its token was cancelled ({Reason}). " +
        "The worker ended the attempt; the handler keeps its place until it returns, and its result is dropped.")]
    public static partial void HandlerStuck(
        ILogger logger, string taskId, int attempt, TaskCancellationReason reason, TimeSpan gracePeriod);

    [LoggerMessage(8119, LogLevel.Information,
        "The handler of task {TaskId}, attempt {Attempt}, returned after its attempt had ended; " +
        "its result is dropped and its place is free.")]
    public static partial void StuckHandlerReturned(ILogger logger, string taskId, int attempt);

    [LoggerMessage(8120, LogLevel.Error,
        "No handler can be made for tasks of type {Type}: this host claims none until one can. No attempt is counted.")]
    public static partial void HandlerNotMade(ILogger logger, string type, Exception cause);

    [LoggerMessage(8121, LogLevel.Warning,
        "Disposing the services of task {TaskId}, attempt {Attempt}, failed. The outcome of the attempt stands.")]
    public static partial void ScopeNotDisposed(ILogger logger, string taskId, int attempt, Exception cause);

    [LoggerMessage(8124, LogLevel.Warning,
        "Disposing the services of a handler for tasks of type {Type}, made to check that it can be made, failed.")]
    public static partial void CheckNotDisposed(ILogger logger, string type, Exception cause);

    [LoggerMessage(8122, LogLevel.Warning, "Renewing leases is {Delay} late: {Cause}.")]
    public static partial void RenewalsLate(ILogger logger, TimeSpan delay, string cause);

    [LoggerMessage(8123, LogLevel.Error, "Renewing leases failed; it is tried again at the next interval.")]
    public static partial void RenewalFailed(ILogger logger, Exception cause);

    [LoggerMessage(8102, LogLevel.Warning, "Attempt {Attempt} at task {TaskId} has lost its lease: nothing that came of it is kept.")]
    public static partial void AttemptLost(ILogger logger, string taskId, int attempt);

    [LoggerMessage(8103, LogLevel.Warning, "The end of task {TaskId} could not be stored yet; it is tried again, and its lease renewed meanwhile.")]
    public static partial void EndWaits(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(8104, LogLevel.Debug, "The leases of {Count} tasks could not be renewed, as far as is known; it is tried again.")]
    public static partial void RenewalUnknown(ILogger logger, int count, Exception? cause);

    [LoggerMessage(8105, LogLevel.Warning, "Tasks of type {Type} could not be looked for or claimed; it is tried again.")]
    public static partial void LookFailed(ILogger logger, string type, Exception cause);

    [LoggerMessage(8107, LogLevel.Warning, "Tasks of type {Type} cannot be listened for; they are looked for now and then.")]
    public static partial void ListenFailed(ILogger logger, string type, Exception cause);

    [LoggerMessage(8108, LogLevel.Warning, "{Count} tasks were still worked on when the time to stop was over; they are given back.")]
    public static partial void WorkAbandoned(ILogger logger, int count);

    [LoggerMessage(8110, LogLevel.Critical, "The workers of this host have failed; it stops. Their tasks come back when their leases run out.")]
    public static partial void WorkersFailed(ILogger logger, Exception cause);

    [LoggerMessage(8111, LogLevel.Warning, "What agents have done could not be counted yet; it is tried once more at the end.")]
    public static partial void CountersWait(ILogger logger, Exception cause);

    [LoggerMessage(8112, LogLevel.Debug, "What was noted of task {TaskId} could not be stored yet; it is tried again.")]
    public static partial void NotesWait(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(8113, LogLevel.Warning, "What was noted of task {TaskId} cannot be stored, and is dropped.")]
    public static partial void NotesDropped(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(8114, LogLevel.Warning, "Tasks of type {Type} cannot be looked for by lanes: an index is missing. For a minute each process reads the others' tasks as well.")]
    public static partial void NoLanes(ILogger logger, string type, Exception cause);

    [LoggerMessage(8115, LogLevel.Error, "What came of task {TaskId} cannot be stored: it ends as failed.")]
    public static partial void EndRefused(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(8127, LogLevel.Error, "The outcome of task {TaskId} cannot be stored. Its lease is no longer renewed; when it has run out the task is tried again.")]
    public static partial void EndNotStored(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(
        8125,
        LogLevel.Warning,
        "Listening for cancel requests for tasks of agent {AgentId} failed; retrying in {Delay}. Until then lease renewals find the requests.")]
    public static partial void CancelsUnheard(ILogger logger, string agentId, TimeSpan delay, Exception cause);

    [LoggerMessage(
        8126,
        LogLevel.Debug,
        "The workers of a host that was disposed without a stop have ended. Tasks that were not released come back when their leases run out.")]
    public static partial void WorkersDisposed(ILogger logger, Exception cause);

    [LoggerMessage(8109, LogLevel.Warning, "What time does to tasks could not be seen to; it is tried again later.")]
    public static partial void TaskSweepFailed(ILogger logger, Exception cause);
}

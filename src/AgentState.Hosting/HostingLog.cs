using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting;

/// <summary>
/// Every log message of the hosting package. Event ids are stable. Messages contain document ids, but no content or secrets.
/// </summary>
internal static partial class HostingLog
{
    [LoggerMessage(
        8001, LogLevel.Warning, "Starting agent {AgentId} failed: the database did not answer, or reported a conflict; retrying.")]
    public static partial void AgentWaits(ILogger logger, string agentId, Exception cause);

    [LoggerMessage(
        8007,
        LogLevel.Error,
        "Applying the settings of agent {AgentId} to options failed; the host continues. " +
        "Reading these options can throw until the settings are corrected.")]
    public static partial void ConfigRefused(ILogger logger, string agentId, Exception cause);

    [LoggerMessage(
        8002,
        LogLevel.Error,
        "Watching agent {AgentId} failed; retrying in {Delay}. Its settings and desired state are not updated until then.")]
    public static partial void WatchFailed(ILogger logger, string agentId, TimeSpan delay, Exception cause);

    [LoggerMessage(8003, LogLevel.Warning, "Agent {AgentId} lost its instance {Epoch}: {Loss}.")]
    public static partial void AgentLost(ILogger logger, string agentId, long epoch, AgentInstanceLoss loss);

    [LoggerMessage(
        8004,
        LogLevel.Warning,
        "Agent {AgentId} has the desired state Stopped: its workers claim no tasks, its instance is deregistered, and the host continues." +
        " To undo this, call IAgentRegistry.SetDesiredStateAsync with this agent's id and AgentDesiredState.Running.")]
    public static partial void AgentStopped(ILogger logger, string agentId);

    [LoggerMessage(
        8008,
        LogLevel.Warning,
        "Agent {AgentId} has the desired state Stopped and StopHostWhenStopped is true: the host stops, now and after each restart. " +
        "To undo this, call IAgentRegistry.SetDesiredStateAsync with this agent's id and AgentDesiredState.Running.")]
    public static partial void StoppedEndsHost(ILogger logger, string agentId);

    [LoggerMessage(
        8009,
        LogLevel.Information,
        "The desired state of agent {AgentId} is no longer Stopped: instance {Epoch} was started, and its workers claim tasks again.")]
    public static partial void DesiredAgain(ILogger logger, string agentId, long epoch);

    [LoggerMessage(8005, LogLevel.Warning, "Writing the status of agent {AgentId} failed ({Reason}); its work is not affected.")]
    public static partial void StatusUntold(ILogger logger, string agentId, string reason, Exception cause);

    [LoggerMessage(8006, LogLevel.Warning, "Sweeping dead agents failed; retrying at the next interval.")]
    public static partial void SweepFailed(ILogger logger, Exception cause);

    [LoggerMessage(8101, LogLevel.Warning, "Attempt {Attempt} at task {TaskId} failed; retrying after a back-off.")]
    public static partial void AttemptFailed(ILogger logger, string taskId, int attempt, Exception? cause);

    [LoggerMessage(8116, LogLevel.Warning, "Task {TaskId} failed for good in attempt {Attempt}: {Reason}.")]
    public static partial void TaskFailed(ILogger logger, string taskId, int attempt, string reason, Exception? cause);

    [LoggerMessage(8117, LogLevel.Warning, "Attempt {Attempt} of {MaxAttempts} at task {TaskId} timed out after {Timeout}.")]
    public static partial void AttemptTimedOut(ILogger logger, string taskId, int attempt, int maxAttempts, TimeSpan? timeout);

    [LoggerMessage(8118, LogLevel.Warning,
        "The handler of task {TaskId}, attempt {Attempt}, did not return within {GracePeriod} after its token was cancelled ({Reason}). " +
        "The worker ended the attempt. The handler counts against Concurrency until it returns, and its result is dropped.")]
    public static partial void HandlerStuck(
        ILogger logger, string taskId, int attempt, TaskCancellationReason reason, TimeSpan gracePeriod);

    [LoggerMessage(8119, LogLevel.Information,
        "The handler of task {TaskId}, attempt {Attempt}, returned after its attempt had ended; " +
        "its result is dropped, and it no longer counts against Concurrency.")]
    public static partial void StuckHandlerReturned(ILogger logger, string taskId, int attempt);

    [LoggerMessage(8120, LogLevel.Error,
        "No handler can be created for tasks of type {Type}; this host claims none until a handler can be created. No attempt is counted.")]
    public static partial void HandlerNotMade(ILogger logger, string type, Exception cause);

    [LoggerMessage(8121, LogLevel.Warning,
        "Disposing the services of task {TaskId}, attempt {Attempt}, failed; the outcome of the attempt is not affected.")]
    public static partial void ScopeNotDisposed(ILogger logger, string taskId, int attempt, Exception cause);

    [LoggerMessage(8124, LogLevel.Warning,
        "Disposing the services of a handler for tasks of type {Type} failed. The handler was created as a check, and has run no task.")]
    public static partial void CheckNotDisposed(ILogger logger, string type, Exception cause);

    [LoggerMessage(8122, LogLevel.Warning, "Renewing leases is {Delay} late: {Cause}.")]
    public static partial void RenewalsLate(ILogger logger, TimeSpan delay, string cause);

    [LoggerMessage(8123, LogLevel.Error, "Renewing leases failed; retrying at the next interval.")]
    public static partial void RenewalFailed(ILogger logger, Exception cause);

    [LoggerMessage(8102, LogLevel.Warning, "Attempt {Attempt} at task {TaskId} no longer holds a confirmed lease; its outcome is dropped.")]
    public static partial void AttemptLost(ILogger logger, string taskId, int attempt);

    [LoggerMessage(8103, LogLevel.Warning, "Storing the outcome of task {TaskId} failed; retrying while its lease is renewed.")]
    public static partial void EndWaits(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(
        8104,
        LogLevel.Debug,
        "Renewing or releasing the leases of {Count} tasks failed, and may have taken effect; renewals are retried.")]
    public static partial void RenewalUnknown(ILogger logger, int count, Exception? cause);

    [LoggerMessage(8105, LogLevel.Warning, "Finding or claiming tasks of type {Type} failed; retrying.")]
    public static partial void ProbeFailed(ILogger logger, string type, Exception cause);

    [LoggerMessage(8107, LogLevel.Warning, "Listening for tasks of type {Type} failed; retrying, and polling until then.")]
    public static partial void ListenFailed(ILogger logger, string type, Exception cause);

    [LoggerMessage(8108, LogLevel.Warning, "{Count} tasks had not ended after the shutdown timeout; releasing them.")]
    public static partial void WorkAbandoned(ILogger logger, int count);

    [LoggerMessage(
        8110, LogLevel.Critical, "The workers of this host failed; stopping the host. Their tasks are retried after their leases expire.")]
    public static partial void WorkersFailed(ILogger logger, Exception cause);

    [LoggerMessage(8111, LogLevel.Warning, "Storing the counters of agents failed; retrying once when the host is disposed.")]
    public static partial void CountersWait(ILogger logger, Exception cause);

    [LoggerMessage(8112, LogLevel.Debug, "Storing the pending updates of task {TaskId} failed; retrying.")]
    public static partial void UpdatesWait(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(8113, LogLevel.Warning, "The pending updates of task {TaskId} cannot be stored; dropping them.")]
    public static partial void UpdatesDropped(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(
        8114,
        LogLevel.Warning,
        "Finding tasks of type {Type} by partition failed, because an index is missing. " +
        "This process reads the tasks of all partitions for one minute, then tries again.")]
    public static partial void NoPartitionIndex(ILogger logger, string type, Exception cause);

    [LoggerMessage(8115, LogLevel.Error, "The outcome of task {TaskId} cannot be stored; the task fails instead.")]
    public static partial void EndRefused(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(
        8127,
        LogLevel.Error,
        "The outcome of task {TaskId} cannot be stored. Its lease is no longer renewed; the task is retried after the lease expires.")]
    public static partial void EndNotStored(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(
        8125,
        LogLevel.Warning,
        "Listening for cancel requests for tasks of agent {AgentId} failed; retrying in {Delay}. " +
        "Until then lease renewals find the requests.")]
    public static partial void CancelsNotReceived(ILogger logger, string agentId, TimeSpan delay, Exception cause);

    [LoggerMessage(
        8126,
        LogLevel.Debug,
        "The workers of a host that was disposed without being stopped have ended. " +
        "Tasks that were not released are retried after their leases expire.")]
    public static partial void WorkersDisposed(ILogger logger, Exception cause);

    [LoggerMessage(8109, LogLevel.Warning, "Sweeping expired leases and due tasks failed; retrying at the next sweep.")]
    public static partial void TaskSweepFailed(ILogger logger, Exception cause);
}

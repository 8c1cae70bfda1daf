using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Diagnostics;

/// <summary>Every log message of the library.</summary>
/// <remarks>Event ids are stable. Messages contain document ids, but never content or secrets.</remarks>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Debug, "The database did not answer or was busy; attempt {Attempt} follows in {Delay}.")]
    public static partial void CallRepeated(ILogger logger, int attempt, TimeSpan delay, Exception cause);

    [LoggerMessage(1002, LogLevel.Debug, "A commit on '{Document}' conflicted in attempt {Attempt}; reading the document and retrying.")]
    public static partial void CommitConflict(ILogger logger, string document, int attempt);

    [LoggerMessage(
        1003,
        LogLevel.Debug,
        "The reply to a commit on '{Document}' was lost; reading the document to find out whether it was applied.")]
    public static partial void CommitReadBack(ILogger logger, string document);

    [LoggerMessage(1004, LogLevel.Debug, "Listening to '{Collection}' was interrupted; reconnecting in {Delay}.")]
    public static partial void ListenBroken(ILogger logger, string collection, TimeSpan delay, Exception? cause);

    [LoggerMessage(
        1005,
        LogLevel.Information,
        "Connecting to the Firestore emulator at {Host}. These configured credentials are ignored: {Credentials}.")]
    public static partial void EmulatorBeforeCredentials(ILogger logger, string host, string credentials);

    [LoggerMessage(1006, LogLevel.Warning, "The configuration key '{Key}' sets no option of AgentState and has no effect.{Hint}")]
    public static partial void UnknownConfigurationKey(ILogger logger, string key, string hint);

    [LoggerMessage(2001, LogLevel.Debug, "Another process changed task {TaskId} first; it was not claimed.")]
    public static partial void ClaimLost(ILogger logger, string taskId);

    [LoggerMessage(2002, LogLevel.Warning, "Skipping task {TaskId}, which cannot be claimed: its document cannot be read (field {Field}).")]
    public static partial void TaskUnreadable(ILogger logger, string taskId, string? field);

    [LoggerMessage(
        2008,
        LogLevel.Warning,
        "Task {TaskId} is pending although its cancellation was requested; cancelling it failed, and other tasks are still claimed.")]
    public static partial void TaskNotStopped(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(
        2003,
        LogLevel.Warning,
        "Releasing the claim on task {TaskId} for a cancelled caller failed; the task can be claimed again when its lease expires.")]
    public static partial void ReleaseFailed(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(2007, LogLevel.Warning, "Claiming task {TaskId} failed; skipping it until its document changes.")]
    public static partial void TaskUnclaimable(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(
        2004,
        LogLevel.Warning,
        "The lease of agent {AgentId} on task {TaskId} expired in attempt {Attempt}; the task is now {Status}.")]
    public static partial void LeaseRanOut(ILogger logger, string taskId, string agentId, int attempt, string status);

    [LoggerMessage(2005, LogLevel.Warning, "Skipping task {TaskId}, which cannot be swept: its document cannot be read (field {Field}).")]
    public static partial void SweepUnreadable(ILogger logger, string taskId, string? field);

    [LoggerMessage(
        2006,
        LogLevel.Error,
        "Sweeping task {TaskId} failed: its document has reached the size limit. The task stays unchanged.")]
    public static partial void SweepTooLarge(ILogger logger, string taskId);

    [LoggerMessage(2011, LogLevel.Error, "The database refused to write task {TaskId}; skipping it.")]
    public static partial void TaskRefused(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(
        2009,
        LogLevel.Warning,
        "Finding or repairing pending tasks of type {Type} without priority or createdAt failed; retrying in {Delay}.")]
    public static partial void MissingFieldsUnknown(ILogger logger, string type, TimeSpan delay, Exception cause);

    [LoggerMessage(2010, LogLevel.Information, "Wrote the missing priority or createdAt of {Count} pending tasks of type {Type}.")]
    public static partial void MissingFieldsWritten(ILogger logger, string type, int count);

    [LoggerMessage(3001, LogLevel.Debug, "Refreshed and stored the grant '{Key}'.")]
    public static partial void TokenRefreshed(ILogger logger, string key);

    [LoggerMessage(3002, LogLevel.Warning, "Refreshing the grant '{Key}' failed; its current access token is still valid and is returned.")]
    public static partial void RefreshFailedEarly(ILogger logger, string key, Exception cause);

    [LoggerMessage(
        3003,
        LogLevel.Error,
        "Storing the refreshed grant '{Key}' failed; it is kept in memory and stored at the next call for it or at dispose.")]
    public static partial void GrantUnsaved(ILogger logger, string key, Exception cause);

    [LoggerMessage(3004, LogLevel.Warning, "A refresh of the grant '{Key}' that had exceeded its timeout failed with {ErrorType}.")]
    public static partial void LateRefreshFailed(ILogger logger, string key, string? errorType);

    [LoggerMessage(3005, LogLevel.Error, "Storing the refreshed grant '{Key}' at dispose failed; the grant is lost.")]
    public static partial void GrantLeft(ILogger logger, string key, Exception cause);

    [LoggerMessage(3006, LogLevel.Debug, "Another process is refreshing the grant '{Key}' (epoch {Epoch}); waiting for it.")]
    public static partial void LeaseAwaited(ILogger logger, string key, long epoch);

    [LoggerMessage(3007, LogLevel.Debug, "Another process took the refresh lease of the grant '{Key}' first; reading the grant again.")]
    public static partial void LeaseLost(ILogger logger, string key);

    [LoggerMessage(
        3008,
        LogLevel.Warning,
        "The process that refreshed the grant '{Key}' (epoch {Before}) did not finish in time; this process takes over (epoch {Epoch}).")]
    public static partial void LeaseTakenOver(ILogger logger, string key, long before, long epoch);

    [LoggerMessage(3009, LogLevel.Debug, "Another process changed the grant '{Key}' during this refresh; the stored grant is kept.")]
    public static partial void GrantNotNeeded(ILogger logger, string key);

    [LoggerMessage(3010, LogLevel.Warning, "The service refused to refresh the grant '{Key}'; the user must give consent again.")]
    public static partial void GrantRefused(ILogger logger, string key);

    [LoggerMessage(
        3011,
        LogLevel.Warning,
        "Storing the outcome of the refresh of the grant '{Key}' failed; other processes wait until its lease expires.")]
    public static partial void LeaseLeft(ILogger logger, string key, Exception cause);

    [LoggerMessage(
        3012,
        LogLevel.Warning,
        "The activity log entry about the grant '{Key}' could not be written; the grant is stored without it.")]
    public static partial void AuditLeft(ILogger logger, string key, Exception cause);

    [LoggerMessage(3013, LogLevel.Debug, "The listener of the grant '{Key}' ended; the grant is read again when it is needed.")]
    public static partial void TokenWatchEnded(ILogger logger, string key, Exception cause);

    [LoggerMessage(
        3014,
        LogLevel.Warning,
        "The document of the grant '{Key}' cannot be read any more (field {Field}); its cached token is dropped.")]
    public static partial void TokenWatchUnreadable(ILogger logger, string key, string? field);

    [LoggerMessage(3040, LogLevel.Warning, "The document of the grant '{Key}' cannot be decrypted; it is counted and left unchanged.")]
    public static partial void TokenUnreadable(ILogger logger, string key, Exception cause);

    [LoggerMessage(
        3015,
        LogLevel.Warning,
        "The grant '{Key}' is marked as revoked, but revoking it at the service failed with {ErrorType}; call RevokeAsync again.")]
    public static partial void RevocationFailed(ILogger logger, string key, string? errorType);

    [LoggerMessage(
        3016,
        LogLevel.Error,
        "{Count} refreshes did not finish before the vault was disposed; grants that they still receive are lost.")]
    public static partial void RefreshesLeft(ILogger logger, int count);

    [LoggerMessage(4001, LogLevel.Warning, "The preference '{Key}' of user {UserId} has another type than expected; its default is used.")]
    public static partial void PreferenceUnfit(ILogger logger, string userId, string key);

    [LoggerMessage(5001, LogLevel.Error, "{Count} activity log entries were dropped because the queue is full.")]
    public static partial void ActivityDropped(ILogger logger, long count);

    [LoggerMessage(5002, LogLevel.Error, "The database refused the activity log entry {EntryId}; the entry is lost.")]
    public static partial void ActivityRefused(ILogger logger, string entryId, Exception cause);

    [LoggerMessage(5003, LogLevel.Warning, "Storing {Count} activity log entries failed; they are kept and sent again in {Delay}.")]
    public static partial void ActivityKept(ILogger logger, int count, TimeSpan delay, Exception cause);

    [LoggerMessage(5005, LogLevel.Warning, "The activity log entry {EntryId} cannot be read (field {Field}); the tail omits it.")]
    public static partial void EntryUnreadable(ILogger logger, string entryId, string? field);

    [LoggerMessage(5004, LogLevel.Error, "{Count} activity log entries could not be stored at dispose and are lost.")]
    public static partial void ActivityLeft(ILogger logger, int count, Exception cause);

    [LoggerMessage(6001, LogLevel.Debug, "Agent {AgentId} is not registered; its counters are discarded.")]
    public static partial void CountersOfNobody(ILogger logger, string agentId);

    [LoggerMessage(6002, LogLevel.Warning, "Storing the counters of agents failed; they are kept and stored later.")]
    public static partial void CountersKept(ILogger logger, Exception cause);

    [LoggerMessage(6004, LogLevel.Warning, "Sending the heartbeats of {Count} instances failed; retrying soon.")]
    public static partial void HeartbeatsMissed(ILogger logger, int count, Exception? cause);

    [LoggerMessage(
        6005,
        LogLevel.Information,
        "The document of instance {InstanceId} of agent {AgentId} was missing and has been created again.")]
    public static partial void InstanceRestored(ILogger logger, string instanceId, string agentId);

    [LoggerMessage(
        6006,
        LogLevel.Warning,
        "Deregistering {Count} instances failed; other processes consider them dead once their heartbeats time out.")]
    public static partial void GoodbyeFailed(ILogger logger, int count, Exception cause);

    [LoggerMessage(6007, LogLevel.Warning, "Agent {AgentId} is dead: its last heartbeat was at {LastHeartbeat}. Its status is now error.")]
    public static partial void AgentDead(ILogger logger, string agentId, DateTimeOffset lastHeartbeat);

    [LoggerMessage(6009, LogLevel.Warning, "The dead instance '{Instance}' cannot be swept and stays unchanged.")]
    public static partial void InstanceNotSwept(ILogger logger, string instance, Exception cause);

    [LoggerMessage(6008, LogLevel.Debug, "Checking the liveness of agents failed; retrying in {Delay}.")]
    public static partial void LivenessUnknown(ILogger logger, TimeSpan delay, Exception cause);

    [LoggerMessage(
        6003,
        LogLevel.Warning,
        "Storing the counters of agents or deleting this process's counter documents failed at dispose.")]
    public static partial void CountersLeft(ILogger logger, Exception cause);

    [LoggerMessage(3101, LogLevel.Warning, "The service behind the grant '{Key}' granted fewer scopes than requested. Missing: {Scopes}.")]
    public static partial void ScopesMissing(ILogger logger, string key, string scopes);

    [LoggerMessage(
        3104,
        LogLevel.Warning,
        "The service behind the grant '{Key}' sent an expiry that cannot be read; the token is assumed to be valid for {Lifetime}.")]
    public static partial void ExpiryUnreadable(ILogger logger, string key, TimeSpan lifetime);

    [LoggerMessage(
        3105,
        LogLevel.Warning,
        "OAuthOptions.ClassifyError failed for the grant '{Key}' with {ErrorType}; the service's error is treated as transient.")]
    public static partial void ClassifyErrorFailed(ILogger logger, string key, string? errorType);

    [LoggerMessage(
        3106,
        LogLevel.Warning,
        "The clock of the service behind the grant '{Key}' is off by {Skew}; the token's expiry is computed from the database's time.")]
    public static partial void ServiceClockOff(ILogger logger, string key, TimeSpan skew);

    [LoggerMessage(
        3102,
        LogLevel.Warning,
        "GitHub refused the times in the JWT for the grant '{Key}': its clock is {Skew} ahead of this host's and is " +
        "used from now on. Set this host's clock.")]
    public static partial void GitHubClockDiffers(ILogger logger, string key, TimeSpan skew);

    [LoggerMessage(
        3103,
        LogLevel.Warning,
        "GitHub answered 401 when the grant '{Key}' was revoked. It counts as revoked; it is not if the app's client " +
        "id or secret is wrong.")]
    public static partial void RevocationUnauthorized(ILogger logger, string key);
}

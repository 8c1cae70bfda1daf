using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Every log message of the library. Ids are stable; ids of documents appear, content and secrets never.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Debug, "The database did not answer or was busy; attempt {Attempt} follows in {Delay}.")]
    public static partial void CallRepeated(ILogger logger, int attempt, TimeSpan delay, Exception cause);

    [LoggerMessage(1002, LogLevel.Debug, "A commit on '{Document}' conflicted at attempt {Attempt}; it is read and decided again.")]
    public static partial void CommitConflict(ILogger logger, string document, int attempt);

    [LoggerMessage(1003, LogLevel.Debug, "The reply to a commit on '{Document}' was lost; it is read back.")]
    public static partial void CommitReadBack(ILogger logger, string document);

    [LoggerMessage(1004, LogLevel.Debug, "Listening to '{Collection}' was interrupted; it begins again in {Delay}.")]
    public static partial void ListenBroken(ILogger logger, string collection, TimeSpan delay, Exception? cause);

    [LoggerMessage(
        1005,
        LogLevel.Information,
        "Connecting to the Firestore emulator at {Host}. Credentials that are set are not used: {Credentials}.")]
    public static partial void EmulatorBeforeCredentials(ILogger logger, string host, string credentials);

    [LoggerMessage(1006, LogLevel.Warning, "The configuration key '{Key}' sets no option of AgentState and has no effect.{Hint}")]
    public static partial void UnknownConfigurationKey(ILogger logger, string key, string hint);

    [LoggerMessage(2001, LogLevel.Debug, "Task {TaskId} was claimed by somebody else first.")]
    public static partial void ClaimLost(ILogger logger, string taskId);

    [LoggerMessage(2002, LogLevel.Warning, "Task {TaskId} cannot be claimed and is passed over: its document cannot be read ({Field}).")]
    public static partial void TaskUnreadable(ILogger logger, string taskId, string? field);

    [LoggerMessage(2008, LogLevel.Warning, "Task {TaskId} was asked to stop and put back by somebody who does not know of that; it could not be ended.")]
    public static partial void TaskNotStopped(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(2003, LogLevel.Warning, "The claim on task {TaskId} could not be released after its caller had gone; it comes back when its lease runs out.")]
    public static partial void ReleaseFailed(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(2007, LogLevel.Warning, "Task {TaskId} cannot be claimed and is passed over.")]
    public static partial void TaskUnclaimable(ILogger logger, string taskId, Exception cause);
    [LoggerMessage(2004, LogLevel.Warning, "The lease of agent {AgentId} on task {TaskId} ran out in attempt {Attempt}; the task is {Status} now.")]
    public static partial void LeaseRanOut(ILogger logger, string taskId, string agentId, int attempt, string status);

    [LoggerMessage(2005, LogLevel.Warning, "Task {TaskId} cannot be swept and is passed over: its document cannot be read ({Field}).")]
    public static partial void SweepUnreadable(ILogger logger, string taskId, string? field);

    [LoggerMessage(2006, LogLevel.Error, "Task {TaskId} cannot be swept and stays as it is: its document is full.")]
    public static partial void SweepTooLarge(ILogger logger, string taskId);

    [LoggerMessage(2011, LogLevel.Error, "The database refuses to write task {TaskId}; it is passed over.")]
    public static partial void TaskRefused(ILogger logger, string taskId, Exception cause);

    [LoggerMessage(2009, LogLevel.Warning, "Counting the pending tasks of type {Type} without priority or createdAt failed; retrying in {Delay}.")]
    public static partial void MissingFieldsUnknown(ILogger logger, string type, TimeSpan delay, Exception cause);

    [LoggerMessage(2010, LogLevel.Information, "Wrote the missing priority or createdAt of {Count} pending tasks of type {Type}.")]
    public static partial void MissingFieldsWritten(ILogger logger, string type, int count);

    [LoggerMessage(3001, LogLevel.Debug, "The grant '{Key}' was refreshed and stored.")]
    public static partial void TokenRefreshed(ILogger logger, string key);

    [LoggerMessage(3002, LogLevel.Warning, "The grant '{Key}' could not be refreshed; its token is good for a little while yet.")]
    public static partial void RefreshFailedEarly(ILogger logger, string key, Exception cause);

    [LoggerMessage(3003, LogLevel.Error, "The grant '{Key}' was refreshed and could not be stored; it is kept in this process, and tried again.")]
    public static partial void GrantUnsaved(ILogger logger, string key, Exception cause);

    [LoggerMessage(3004, LogLevel.Warning, "The refresher of '{Key}', which was given up, has failed in the end with {ErrorType}.")]
    public static partial void LateRefreshFailed(ILogger logger, string key, string? errorType);

    [LoggerMessage(3005, LogLevel.Error, "The refreshed grant of {Key} could not be stored before the end, and is lost.")]
    public static partial void GrantLeft(ILogger logger, string key, Exception cause);

    [LoggerMessage(3006, LogLevel.Debug, "The grant '{Key}' is being refreshed by another process (epoch {Epoch}); it is waited for.")]
    public static partial void LeaseAwaited(ILogger logger, string key, long epoch);

    [LoggerMessage(3007, LogLevel.Debug, "Another process was faster to refresh the grant '{Key}'.")]
    public static partial void LeaseLost(ILogger logger, string key);

    [LoggerMessage(3008, LogLevel.Warning, "Whoever was refreshing the grant '{Key}' (epoch {Before}) did not come to an end in time; it is taken over (epoch {Epoch}).")]
    public static partial void LeaseTakenOver(ILogger logger, string key, long before, long epoch);

    [LoggerMessage(3009, LogLevel.Debug, "The grant '{Key}' was refreshed, or decided about, by somebody else meanwhile; that stands.")]
    public static partial void GrantNotNeeded(ILogger logger, string key);

    [LoggerMessage(3010, LogLevel.Warning, "The service refuses to refresh the grant '{Key}': somebody has to consent anew.")]
    public static partial void GrantRefused(ILogger logger, string key);

    [LoggerMessage(3011, LogLevel.Warning, "That the refresh of '{Key}' has failed could not be stored; other processes wait until its lease runs out.")]
    public static partial void LeaseLeft(ILogger logger, string key, Exception cause);

    [LoggerMessage(3012, LogLevel.Warning, "An entry in the activity log about the grant '{Key}' could not be written; the grant was stored without.")]
    public static partial void AuditLeft(ILogger logger, string key, Exception cause);

    [LoggerMessage(3013, LogLevel.Debug, "Listening to the grant '{Key}' has ended; it is read again when it is asked for.")]
    public static partial void TokenWatchEnded(ILogger logger, string key, Exception cause);

    [LoggerMessage(3014, LogLevel.Warning, "The document of the grant '{Key}' cannot be read any more ({Field}).")]
    public static partial void TokenWatchUnreadable(ILogger logger, string key, string? field);

    [LoggerMessage(3040, LogLevel.Warning, "The document of the grant '{Key}' cannot be decrypted; it is counted, and left as it is.")]
    public static partial void TokenUnreadable(ILogger logger, string key, Exception cause);

    [LoggerMessage(3015, LogLevel.Warning, "The grant '{Key}' is marked as revoked, and could not be revoked at the service ({ErrorType}).")]
    public static partial void RevocationFailed(ILogger logger, string key, string? errorType);

    [LoggerMessage(3016, LogLevel.Error, "{Count} refreshes did not come to an end before the vault did: what a service gives for them is lost.")]
    public static partial void RefreshesLeft(ILogger logger, int count);

    [LoggerMessage(4001, LogLevel.Warning, "The preference '{Key}' of user {UserId} is of another type than expected; its default is taken.")]
    public static partial void PreferenceUnfit(ILogger logger, string userId, string key);

    [LoggerMessage(5001, LogLevel.Error, "{Count} entries of the activity log were dropped: the queue is full.")]
    public static partial void ActivityDropped(ILogger logger, long count);

    [LoggerMessage(5002, LogLevel.Error, "The database refused the entry {EntryId} of the activity log; it is lost.")]
    public static partial void ActivityRefused(ILogger logger, string entryId, Exception cause);

    [LoggerMessage(5003, LogLevel.Warning, "{Count} entries of the activity log could not be stored; they are kept, and tried again in {Delay}.")]
    public static partial void ActivityKept(ILogger logger, int count, TimeSpan delay, Exception cause);

    [LoggerMessage(5005, LogLevel.Warning, "The entry {EntryId} of the activity log cannot be read ({Field}) and is left out of the tail.")]
    public static partial void EntryUnreadable(ILogger logger, string entryId, string? field);

    [LoggerMessage(5004, LogLevel.Error, "{Count} entries of the activity log could not be stored before the end, and are lost.")]
    public static partial void ActivityLeft(ILogger logger, int count, Exception cause);

    [LoggerMessage(6001, LogLevel.Debug, "Counters of agent {AgentId} are let go: it is not registered.")]
    public static partial void CountersOfNobody(ILogger logger, string agentId);

    [LoggerMessage(6002, LogLevel.Warning, "Counters of agents could not be stored; they are kept, and tried again.")]
    public static partial void CountersKept(ILogger logger, Exception cause);

    [LoggerMessage(6004, LogLevel.Warning, "Heartbeats of {Count} instances did not arrive; they are sent again soon.")]
    public static partial void HeartbeatsMissed(ILogger logger, int count, Exception? cause);

    [LoggerMessage(6005, LogLevel.Information, "Instance {InstanceId} of agent {AgentId} had been swept away, and is there again.")]
    public static partial void InstanceRestored(ILogger logger, string instanceId, string agentId);

    [LoggerMessage(6006, LogLevel.Warning, "{Count} instances could not say goodbye; the fleet finds out when their heartbeats stay out.")]
    public static partial void GoodbyeFailed(ILogger logger, int count, Exception cause);

    [LoggerMessage(6007, LogLevel.Warning, "Agent {AgentId} is dead: its last heartbeat was at {LastHeartbeat}. It is marked as in error.")]
    public static partial void AgentDead(ILogger logger, string agentId, DateTimeOffset lastHeartbeat);

    [LoggerMessage(6009, LogLevel.Warning, "The silent instance '{Instance}' cannot be swept and stays as it is.")]
    public static partial void InstanceNotSwept(ILogger logger, string instance, Exception cause);

    [LoggerMessage(6008, LogLevel.Debug, "Whether agents are still alive could not be found out; it is tried again in {Delay}.")]
    public static partial void LivenessUnknown(ILogger logger, TimeSpan delay, Exception cause);

    [LoggerMessage(6003, LogLevel.Warning, "Counters of agents could not be stored, or cleared up after, before the end.")]
    public static partial void CountersLeft(ILogger logger, Exception cause);

    [LoggerMessage(3101, LogLevel.Warning, "The service behind the grant '{Key}' granted less than was asked for. Missing: {Scopes}.")]
    public static partial void ScopesMissing(ILogger logger, string key, string scopes);

    [LoggerMessage(3104, LogLevel.Warning, "The service behind the grant '{Key}' said in a form that cannot be read when its token runs out; it is taken to be good for {Lifetime}.")]
    public static partial void ExpiryUnreadable(ILogger logger, string key, TimeSpan lifetime);

    [LoggerMessage(3105, LogLevel.Warning, "OAuthOptions.ClassifyError failed for the grant '{Key}' with {ErrorType}; the service's error counts as one that may pass.")]
    public static partial void ClassifyErrorFailed(ILogger logger, string key, string? errorType);

    [LoggerMessage(3106, LogLevel.Warning, "The clock of the service behind the grant '{Key}' is off by {Skew}. The token's end is counted by the database's time.")]
    public static partial void ServiceClockOff(ILogger logger, string key, TimeSpan skew);

    [LoggerMessage(3102, LogLevel.Warning, "GitHub refused the times in the JWT for the grant '{Key}'; its clock is {Skew} ahead of this host's, and is used from now on. Set this host's clock.")]
    public static partial void GitHubClockDiffers(ILogger logger, string key, TimeSpan skew);

    [LoggerMessage(3103, LogLevel.Warning, "GitHub answered 401 when the grant '{Key}' was revoked. It counts as revoked; should the app's client id or secret be wrong, it is not.")]
    public static partial void RevocationUnauthorized(ILogger logger, string key);
}

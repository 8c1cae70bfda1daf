using AgentState.Internal.Data;
using AgentState.Internal.Tasks.Transitions;

namespace AgentState.Internal.Tasks.Sweeping;

/// <summary>The status transitions that happen by time alone: scheduled tasks become due, deadlines pass, leases expire.</summary>
/// <remarks>
/// They are pure functions of the stored task and the database's time. A task that stays unchanged is returned as the same instance.
/// </remarks>
internal static class SweepTransitions
{
    /// <summary>Returns the task after the sweep.</summary>
    /// <param name="task">The task.</param>
    /// <param name="rules">The parameters of the sweep.</param>
    /// <param name="jitter">A random number from 0 up to, but not including, 1 for the back-off; a new one for each task.</param>
    public static AgentTask Sweep(AgentTask task, SweepRules rules, double jitter) => task.Status switch
    {
        AgentTaskStatus.Scheduled when task.RunAt <= rules.Now => Due(task, rules),
        AgentTaskStatus.Waiting when task.RunAt <= rules.Now => TimedOut(task, rules),
        AgentTaskStatus.Processing when TaskFence.LeaseEnd(task) <= rules.Now => RunOut(task, rules, jitter),

        // A client without leases does not count its attempt, so the sweep counts it.
        AgentTaskStatus.Processing when IsAbandoned(task, rules) =>
            RunOut(task with { Attempt = Math.Min(task.Attempt + 1, task.MaxAttempts) }, rules, jitter),
        _ => task,
    };

    private static AgentTask Due(AgentTask task, SweepRules rules) => TaskTransitions.Stopped(task) is { } stopped
        ? WithWriteId(task, rules) with { Status = stopped, ExpiresAt = rules.ExpiresAt }
        : WithWriteId(task, rules) with { Status = AgentTaskStatus.Pending };

    private static AgentTask TimedOut(AgentTask task, SweepRules rules) => WithWriteId(task, rules) with
    {
        Status = TaskTransitions.Stopped(task) ?? AgentTaskStatus.Failed,
        Error = AgentTaskErrors.InputTimeout,
        ExpiresAt = rules.ExpiresAt,
    };

    // Backs off as after a failure. Otherwise a task that crashes its process would be claimed again together with the same other tasks,
    // and would use up their attempts too.
    private static AgentTask RunOut(AgentTask task, SweepRules rules, double jitter)
    {
        var outcome = TaskTransitions.Stopped(task) ??
            (task.Attempt < task.MaxAttempts ? AgentTaskStatus.Scheduled : AgentTaskStatus.Failed);
        var isFinal = outcome is not AgentTaskStatus.Scheduled;
        var retryAt = rules.Now + RetryBackoff.PauseAfter(task.Attempt, rules.RetryDelay, rules.MaxRetryDelay, jitter);
        return WithWriteId(task, rules) with
        {
            Status = outcome,
            ClaimToken = null,
            LeaseExpiresAt = null,
            RunAt = isFinal ? null : Microseconds.Truncate(retryAt),
            Error = isFinal ? AgentTaskErrors.LeaseExpired : task.Error,
            Errors = TaskTransitions.WithError(task, AgentTaskErrors.LeaseExpired, rules.Now),
            ExpiresAt = isFinal ? rules.ExpiresAt : null,
        };
    }

    private static AgentTask WithWriteId(AgentTask task, SweepRules rules) =>
        task with { RunAt = null, WriteIds = task.WriteIds.With(rules.WriteId, TaskTransitions.KeptWriteIds) };

    private static bool IsAbandoned(AgentTask task, SweepRules rules) =>
        rules.OtherClientsAfter is { } patience &&
        TaskFence.LeaseEnd(task) is null &&
        task.Version.ToTimestamp().ToDateTimeOffset() <= rules.Now - patience;
}

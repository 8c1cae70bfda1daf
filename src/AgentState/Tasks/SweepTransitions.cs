namespace AgentState;

/// <summary>
/// What time alone does to a task: scheduled ones become due, deadlines pass, leases run out. Functions of what is stored and of the database's time. A task
/// that is to stay as it is comes back as the very same.
/// </summary>
internal static class SweepTransitions
{
    /// <summary>What becomes of the task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="rules">The sweep's times and mark.</param>
    /// <param name="jitter">For the back-off: at least 0, less than 1; another value for each task.</param>
    public static AgentTask Sweep(AgentTask task, SweepRules rules, double jitter) => task.Status switch
    {
        AgentTaskStatus.Scheduled when task.RunAt <= rules.Now => Due(task, rules),
        AgentTaskStatus.Waiting when task.RunAt <= rules.Now => TimedOut(task, rules),
        AgentTaskStatus.Processing when TaskFence.LeaseEnd(task) <= rules.Now => RunOut(task, rules, jitter),

        // An agent without leases did not count its attempt either.
        AgentTaskStatus.Processing when IsAbandoned(task, rules) =>
            RunOut(task with { Attempt = Math.Min(task.Attempt + 1, task.MaxAttempts) }, rules, jitter),
        _ => task,
    };

    private static AgentTask Due(AgentTask task, SweepRules rules) => TaskTransitions.Stopped(task) is { } stopped
        ? Marked(task, rules) with { Status = stopped, ExpireAt = rules.ExpireAt }
        : Marked(task, rules) with { Status = AgentTaskStatus.Pending };

    private static AgentTask TimedOut(AgentTask task, SweepRules rules) => Marked(task, rules) with
    {
        Status = TaskTransitions.Stopped(task) ?? AgentTaskStatus.Failed,
        Error = AgentTaskErrors.InputTimeout,
        ExpireAt = rules.ExpireAt,
    };

    // Back off as after a failure: a task that kills its process would otherwise be claimed again together with the same neighbours, and
    // take them along each time.
    private static AgentTask RunOut(AgentTask task, SweepRules rules, double jitter)
    {
        var outcome = TaskTransitions.Stopped(task) ??
            (task.Attempt < task.MaxAttempts ? AgentTaskStatus.Scheduled : AgentTaskStatus.Failed);
        var isFinal = outcome is not AgentTaskStatus.Scheduled;
        var retryAt = rules.Now + RetryBackoff.PauseAfter(task.Attempt, rules.RetryDelay, rules.MaxRetryDelay, jitter);
        return Marked(task, rules) with
        {
            Status = outcome,
            ClaimToken = null,
            LeaseExpiresAt = null,
            RunAt = isFinal ? null : Microseconds.Truncate(retryAt),
            Error = isFinal ? AgentTaskErrors.LeaseExpired : task.Error,
            Errors = TaskTransitions.WithError(task, AgentTaskErrors.LeaseExpired, rules.Now),
            ExpireAt = isFinal ? rules.ExpireAt : null,
        };
    }

    private static AgentTask Marked(AgentTask task, SweepRules rules) =>
        task with { RunAt = null, Marks = task.Marks.With(rules.Mark, TaskTransitions.KeptMarks) };

    private static bool IsAbandoned(AgentTask task, SweepRules rules) =>
        rules.ForeignAfter is { } patience && TaskFence.LeaseEnd(task) is null && task.Version.ToTimestamp().ToDateTimeOffset() <= rules.Now - patience;
}

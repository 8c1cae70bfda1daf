namespace AgentState;

/// <summary>How tasks are claimed, tried again, swept and counted.</summary>
public sealed class TaskOptions
{
    /// <summary>How long a claim holds its task unless it is renewed. 1 s to 12 hours. Default 2 minutes.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How often a worker renews the leases of the tasks that it works on. At least 40 ms, and less than half of <see cref="LeaseDuration"/>: two missed renewals must fit inside a
    /// lease, or one slow call loses the task. Default 30 s.
    /// </summary>
    public TimeSpan RenewalInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often an idle worker looks for tasks, in case its listener has missed something; more and more seldom, up to 10 minutes, while
    /// the listener is well. 100 ms to 1 hour. Default 30 s.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often the workers of one process look for leases that ran out, at most: no more often than once in
    /// <see cref="LeaseDuration"/>, and in large fleets less often, down to a fifth of that. Scheduled tasks that are due are found by a
    /// listener. 100 ms to 1 hour. Default 30 s.
    /// </summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a claim may take that has been sent: it is no longer stopped by its caller's token, but by this. At least 1 s. Default 15 s.
    /// </summary>
    public TimeSpan ClaimTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The back-off after a task's first attempt has failed or lost its lease, if it may be tried again; it doubles with each further
    /// attempt. With jitter: the actual
    /// delay is 50 to 100 % of this value. Zero to 12 hours. Default 10 s.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest rest between two attempts. Up to 30 days. Default 10 minutes.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a task is kept when it has ended (done, failed or cancelled): then the database may delete it, within about a day, where the shipped TTL policy is deployed. Null =
    /// for good. Default null.
    /// </summary>
    public TimeSpan? Retention { get; set; }

    /// <summary>
    /// After how long without a write the sweep takes a task back that a program without leases has claimed. Null = never: how long such a program works, nobody
    /// knows. At least 1 minute. Default null.
    /// </summary>
    public TimeSpan? SweepForeignAfter { get; set; }

    /// <summary>
    /// How long pause states and concurrency limits are cached: no claim begins later than this after <see cref="ITaskQueue.PauseAsync"/> has returned, and so
    /// it is with a limit (<see cref="ITaskQueue.SetConcurrencyLimitAsync"/>). Costs one read for each type that a process claims in as much time, together with that of the agent (<see cref="AgentOptions.WantedStateMaxAge"/>) in one call. Zero = read
    /// before every claim; <see cref="Timeout.InfiniteTimeSpan"/> = never looked at. Otherwise up to 1 hour. Default 5 s.
    /// </summary>
    public TimeSpan PauseMaxAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How completed and failed attempts are counted in the stats of their agents. Default <see cref="StatsCounting.Gathered"/>.</summary>
    public StatsCounting StatsCounting { get; set; } = StatsCounting.Gathered;
}

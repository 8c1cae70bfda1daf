namespace AgentState;

/// <summary>Options for claiming, retrying, sweeping and counting tasks.</summary>
public sealed class TaskOptions
{
    /// <summary>How long a claim holds its task without a renewal. 1 s to 12 hours. Default 2 minutes.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How often a worker renews the leases of its tasks. At least 40 ms, and less than half of <see cref="LeaseDuration"/>. Default 30 s.
    /// </summary>
    /// <remarks>Two renewals must fit into a lease; otherwise one slow call loses the task.</remarks>
    public TimeSpan RenewalInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an idle worker polls for tasks, as a fallback for its listener. 100 ms to 1 hour. Default 30 s.</summary>
    /// <remarks>While the listener works, the interval grows up to 10 minutes.</remarks>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The approximate minimum interval at which the workers of a process look for expired leases. 100 ms to 1 hour. Default 30 s.
    /// </summary>
    /// <remarks>
    /// They look at most once in <see cref="LeaseDuration"/>. In large fleets, each process looks less often, down to once in five lease
    /// durations. Scheduled tasks that are due are found by a listener.
    /// </remarks>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The timeout of a claim that has been sent. 1 s to 10 minutes, and not longer than <see cref="LeaseDuration"/>. Default 15 s.
    /// </summary>
    /// <remarks>A claim that has been sent is stopped only by this timeout, not by the token of its caller.</remarks>
    public TimeSpan ClaimTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The back-off after the first attempt; it doubles with each further attempt. Zero to 12 hours. Default 10 s.</summary>
    /// <remarks>
    /// It applies to retryable failures and to expired leases. With jitter: the actual delay is 50 to 100 % of this value.
    /// </remarks>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The maximum back-off between two attempts. At least <see cref="RetryDelay"/>, up to 30 days. Default 10 minutes.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a final task (done, failed or cancelled) is kept. Default null: forever.</summary>
    /// <remarks>
    /// After this time, the database may delete the task, within about a day, if the shipped TTL policy is deployed. The embedded engine
    /// deletes it within minutes, at a write. Zero to 100 years.
    /// </remarks>
    public TimeSpan? Retention { get; set; }

    /// <summary>
    /// How long a task of a client without leases may stay unchanged in processing before the sweep takes it back. 1 minute to 1 year.
    /// Default null: never.
    /// </summary>
    /// <remarks>The default is never, because the library cannot determine how long such a client works.</remarks>
    public TimeSpan? SweepOtherClientsAfter { get; set; }

    /// <summary>
    /// How long pause states and concurrency limits are cached. Zero = read before every claim; <see cref="Timeout.InfiniteTimeSpan"/> =
    /// never read. Otherwise up to 1 hour. Default 5 s.
    /// </summary>
    /// <remarks>
    /// <para>After <see cref="ITaskAdministration.PauseAsync"/> or <see cref="ITaskAdministration.SetConcurrencyLimitAsync"/> has returned,
    /// every claim that starts later than this uses the new state.</para>
    /// <para>A process that claims reads each type once in this time: one billed read. The same call also refreshes the state of the agent
    /// (<see cref="AgentOptions.DesiredStateMaxAge"/>).</para>
    /// </remarks>
    public TimeSpan PauseMaxAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How completed and failed attempts are counted in <see cref="Agent.Stats"/>. Default <see cref="StatsCounting.Batched"/>.
    /// </summary>
    public StatsCounting StatsCounting { get; set; } = StatsCounting.Batched;

    /// <summary>Whether new tasks get a partition, and the instances of an agent divide its queue by partitions. Default false.</summary>
    /// <remarks>
    /// <para>For queues from which several processes of an agent take many tasks a second. Each process then reads mostly its own tasks,
    /// and loses few claims. The claim order is kept only within the partitions of a process.</para>
    /// <para>Producers and workers may differ: each worker claims tasks with and without a partition. Only workers with this option use
    /// the index for partitions.</para>
    /// </remarks>
    public bool UsePartitions { get; set; }
}

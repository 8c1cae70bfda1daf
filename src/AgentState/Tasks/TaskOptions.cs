namespace AgentState;

/// <summary>How tasks are claimed and counted.</summary>
public sealed class TaskOptions
{
    /// <summary>How long a claim holds its task unless it is renewed. At least 1 s, at most a day. Default 2 minutes.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a claim may take that has been sent: it is no longer stopped by its caller's token, but by this. At least 1 s. Default 15 s.
    /// </summary>
    public TimeSpan ClaimTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How completed and failed attempts are counted in the stats of their agents. Default <see cref="StatsCounting.Gathered"/>.</summary>
    public StatsCounting StatsCounting { get; set; } = StatsCounting.Gathered;
}

namespace AgentState;

/// <summary>The errors of tasks that the queue itself records. Any other text comes from an agent.</summary>
public static class AgentTaskErrors
{
    /// <summary>The lease of the last attempt that the task may have ran out: its agent was not heard of any more.</summary>
    public const string LeaseExpired = "lease_expired";

    /// <summary>The attempt lasted longer than its worker's timeout. What follows says how long that was.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>Nobody replied by the deadline.</summary>
    public const string InputTimeout = "input_timeout";

    /// <summary>The work was done, but its result does not fit in the document.</summary>
    public const string ResultTooLarge = "result_too_large";
}

namespace AgentState;

/// <summary>The error codes that the queue itself stores. Any other error text comes from an agent.</summary>
public static class AgentTaskErrors
{
    /// <summary>The lease of the last attempt expired without a completion.</summary>
    public const string LeaseExpired = "lease_expired";

    /// <summary>The attempt exceeded the timeout of its worker. The stored error continues with the timeout.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>The task received no reply before its deadline.</summary>
    public const string InputTimeout = "input_timeout";

    /// <summary>The work was done, but its result does not fit in the document.</summary>
    public const string ResultTooLarge = "result_too_large";
}

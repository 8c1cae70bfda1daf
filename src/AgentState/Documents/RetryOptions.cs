namespace AgentState;

/// <summary>How calls that the database did not answer, or answered with "busy", are repeated: with exponential back-off and jitter.</summary>
public sealed class RetryOptions
{
    /// <summary>How often one call is tried in all, the first time included. Default 7; 1 switches repeats off.</summary>
    public int MaxAttempts { get; set; } = 7;

    /// <summary>The pause before the second attempt; each further one is about twice as long. Default 100 ms.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause between two attempts. Default 5 s.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>No attempt begins when a call has lasted this long. Zero to 1 hour. Default 30 s.</summary>
    /// <remarks>
    /// It also bounds a write to a document that other writers keep changing: such a write is tried at least twelve times, and then until
    /// it has lasted this long. Those attempts, and the
    /// pauses between them, go by the system's clock, even where another <see cref="TimeProvider"/> is registered.
    /// </remarks>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

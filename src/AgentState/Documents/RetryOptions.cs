namespace AgentState;

/// <summary>Configures retries of calls that Firestore did not answer or rejected as busy: exponential back-off with jitter.</summary>
/// <remarks>
/// A listener whose stream breaks reconnects without a limit of attempts. It uses <see cref="Delay"/> and <see cref="MaxDelay"/> with
/// jitter (50 to 100 % of each delay), and ignores <see cref="MaxAttempts"/> and <see cref="Timeout"/>.
/// </remarks>
public sealed class RetryOptions
{
    /// <summary>The maximum number of attempts of one call, including the first. 1 to 100; 1 disables retries. Default 7.</summary>
    public int MaxAttempts { get; set; } = 7;

    /// <summary>The delay before the second attempt; each further delay is about twice as long. 1 ms to 1 minute. Default 100 ms.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest delay between two attempts. 1 ms to 10 minutes, and at least <see cref="Delay"/>. Default 5 s.
    /// </summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call may last before no further attempt starts. Zero to 1 hour. Default 30 s.</summary>
    /// <remarks>
    /// It also limits a write to a document that other writers keep changing. Such a write makes at least 12 attempts, and then continues
    /// until it has lasted this long. These attempts and their delays use the system clock, even if another <see cref="TimeProvider"/> is
    /// registered.
    /// </remarks>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

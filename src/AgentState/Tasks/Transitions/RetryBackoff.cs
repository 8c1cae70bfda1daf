namespace AgentState.Internal.Tasks.Transitions;

/// <summary>Computes the exponential back-off with jitter before the next attempt of a failed task.</summary>
/// <remarks>The jitter prevents tasks that failed together from being retried together.</remarks>
internal static class RetryBackoff
{
    /// <summary>Returns the delay after an attempt: 50 to 100 % of first × 2^(attempt - 1), limited to the longest delay.</summary>
    /// <param name="attempt">The number of the failed attempt, starting at 1.</param>
    /// <param name="first">The delay after the first attempt, before jitter.</param>
    /// <param name="longest">The longest delay, before jitter.</param>
    /// <param name="random">A random number from 0 up to, but not including, 1.</param>
    public static TimeSpan PauseAfter(int attempt, TimeSpan first, TimeSpan longest, double random)
    {
        // 2^1000 is a finite double. Its product with the delay can be infinite, which the limit corrects.
        var doubled = first.Ticks * Math.Pow(2, Math.Clamp(attempt - 1, 0, 1000));
        var bound = Math.Min(doubled, longest.Ticks);

        // A double cannot represent every number of ticks, so rounding may exceed the limit.
        return TimeSpan.FromTicks(Math.Min((long)(bound * (0.5 + (random / 2))), longest.Ticks));
    }
}

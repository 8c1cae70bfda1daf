namespace AgentState;

/// <summary>How long a failed task rests before its next attempt: exponential, bounded, and jittered, so that tasks which failed together do not return together.</summary>
internal static class RetryBackoff
{
    /// <summary>The pause after an attempt: between half and the whole of first × 2^(attempt - 1), and of the longest.</summary>
    /// <param name="attempt">Which attempt failed, counted from 1.</param>
    /// <param name="first">The longest pause after the first attempt.</param>
    /// <param name="longest">The longest pause of all.</param>
    /// <param name="random">From 0 to 1, without the 1.</param>
    public static TimeSpan PauseAfter(int attempt, TimeSpan first, TimeSpan longest, double random)
    {
        // 2^1000 is a number yet, and times any pause at worst infinite, which the bound takes back.
        var doubled = first.Ticks * Math.Pow(2, Math.Clamp(attempt - 1, 0, 1000));
        var bound = Math.Min(doubled, longest.Ticks);

        // A double does not hold every number of ticks.
        return TimeSpan.FromTicks(Math.Min((long)(bound * (0.5 + (random / 2))), longest.Ticks));
    }
}

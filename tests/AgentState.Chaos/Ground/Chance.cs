namespace AgentState.Chaos;

/// <summary>Random delays.</summary>
internal static class Chance
{
    /// <summary>Waits for a random number of milliseconds, or until it is cancelled; it does not throw on cancellation.</summary>
    public static async Task PauseAsync(int least, int most, CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(least, most)), TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

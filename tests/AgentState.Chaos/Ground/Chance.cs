namespace AgentState.Chaos;

/// <summary>What is left to chance.</summary>
internal static class Chance
{
    /// <summary>Waits for so many milliseconds, or until it is cancelled; which of the two, the caller asks the token.</summary>
    public static async Task PauseAsync(int least, int most, CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(least, most)), TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

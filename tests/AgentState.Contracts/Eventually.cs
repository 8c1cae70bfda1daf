namespace AgentState.Contracts;

/// <summary>Waits for events, and polls conditions that no event reports.</summary>
internal static class Eventually
{
    /// <summary>
    /// A wait that takes longer counts as hung. The limit is generous: on a shared machine with two cores, a call to the in-memory engine
    /// once took 30 seconds.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>Polls the condition until it holds.</summary>
    /// <exception cref="TimeoutException">The condition did not hold within <paramref name="patience"/>.</exception>
    public static Task TrueAsync(Func<bool> condition, TimeSpan patience, CancellationToken cancellationToken) =>
        TrueAsync(() => Task.FromResult(condition()), patience, cancellationToken);

    /// <inheritdoc cref="TrueAsync(Func{bool}, TimeSpan, CancellationToken)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var pulse = new PeriodicTimer(Step);
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
            {
                throw new TimeoutException($"The condition did not hold within {patience}.");
            }

            await pulse.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Waits for the event, but rethrows the error of a background task at once, because a timeout would hide the cause.
    /// </summary>
    public static async Task WhileAsync(this Task awaited, params IEnumerable<Task> background)
    {
        List<Task> watched = [awaited, .. background];
        while (await Task.WhenAny(watched) is var first && first != awaited)
        {
            await first;
            watched.Remove(first);
        }

        await awaited;
    }

    /// <inheritdoc cref="WhileAsync(Task, IEnumerable{Task})"/>
    public static async Task<T> WhileAsync<T>(this Task<T> awaited, params IEnumerable<Task> background)
    {
        await WhileAsync((Task)awaited, background);
        return await awaited;
    }
}

namespace AgentState.Contracts;

/// <summary>Waits for events, and for conditions that no event reports.</summary>
internal static class Eventually
{
    /// <summary>
    /// After this a wait counts as hung. It is far above what the slowest machine takes: on a shared machine of two cores a call to an
    /// engine in memory has taken half a minute.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>Evaluates the condition again and again until it holds.</summary>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
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
                throw new TimeoutException($"What was waited for did not happen in {patience}.");
            }

            await pulse.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Waits for the event, and throws at once what a task in the background throws: otherwise the wait would end by its patience, and hide
    /// the cause.
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

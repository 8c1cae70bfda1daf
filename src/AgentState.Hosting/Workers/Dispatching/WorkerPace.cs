namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>Estimates how fast handlers finish tasks, and how many may be claimed ahead. No I/O.</summary>
internal sealed class WorkerPace(int concurrency, int most)
{
    // Tasks are claimed ahead for this time.
    private static readonly TimeSpan Horizon = TimeSpan.FromMilliseconds(500);

    // The weight of the last duration.
    private const double Weight = 0.2;

    private double seconds = double.NaN;

    /// <summary>Whether a duration was recorded.</summary>
    public bool IsKnown => !double.IsNaN(seconds);

    /// <summary>Records the duration of a handler.</summary>
    public void Learn(TimeSpan duration) =>
        seconds = IsKnown ? seconds + (Weight * (duration.TotalSeconds - seconds)) : duration.TotalSeconds;

    /// <summary>Records that tasks waited for a handler. Nothing is claimed ahead until handlers prove to be faster.</summary>
    public void Stall(TimeSpan waited) =>
        seconds = IsKnown ? Math.Max(seconds, waited.TotalSeconds * concurrency) : waited.TotalSeconds * concurrency;

    /// <summary>The number of tasks that may be claimed ahead; zero until a duration is recorded, and for slow handlers.</summary>
    public int Ahead => Within(Horizon, most);

    /// <summary>Returns how many tasks the handlers finish in a time, up to a limit; zero until a duration is recorded.</summary>
    public int Within(TimeSpan span, int limit) =>
        IsKnown ? (int)Math.Min(span.TotalSeconds * concurrency / Math.Max(seconds, 1e-6), limit) : 0;
}

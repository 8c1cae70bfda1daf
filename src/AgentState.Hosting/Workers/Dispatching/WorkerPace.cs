namespace AgentState;

/// <summary>How fast handlers go through tasks, and how many may be claimed ahead of them. Pure.</summary>
internal sealed class WorkerPace(int concurrency, int most)
{
    // Ahead of what is done within this.
    private static readonly TimeSpan Horizon = TimeSpan.FromMilliseconds(500);

    // How much the last one counts.
    private const double Weight = 0.2;

    private double seconds = double.NaN;

    /// <summary>Whether a handler has ended yet.</summary>
    public bool IsKnown => !double.IsNaN(seconds);

    /// <summary>Learns how long a handler took.</summary>
    public void Learn(TimeSpan duration) =>
        seconds = IsKnown ? seconds + (Weight * (duration.TotalSeconds - seconds)) : duration.TotalSeconds;

    /// <summary>
    /// Learns that tasks waited that long for a handler. Nothing is claimed ahead then, until handlers that end show that they are faster.
    /// </summary>
    public void Stall(TimeSpan waited) =>
        seconds = IsKnown ? Math.Max(seconds, waited.TotalSeconds * concurrency) : waited.TotalSeconds * concurrency;

    /// <summary>How many tasks may wait here for a handler; none as long as nothing is known, and where handlers are slow.</summary>
    public int Ahead => Within(Horizon, most);

    /// <summary>How many tasks the handlers go through in a time, up to so many; none as long as nothing is known.</summary>
    public int Within(TimeSpan span, int limit) =>
        IsKnown ? (int)Math.Min(span.TotalSeconds * concurrency / Math.Max(seconds, 1e-6), limit) : 0;
}

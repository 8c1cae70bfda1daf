namespace AgentState.Benchmarks;

/// <summary>The result of the Node peer.</summary>
/// <param name="Workers">The number of loops that claim and complete.</param>
/// <param name="Done">The number of completed tasks.</param>
/// <param name="Lost">The number of lost claims.</param>
/// <param name="Elapsed">The elapsed time.</param>
internal sealed record NodeDrain(int Workers, int Done, int Lost, TimeSpan Elapsed)
{
    public double TasksPerSecond => Done / Elapsed.TotalSeconds;
}

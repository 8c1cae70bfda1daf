namespace AgentState.Benchmarks;

/// <summary>What the Node peer got done.</summary>
/// <param name="Workers">Loops that claim and complete.</param>
/// <param name="Done">Tasks completed.</param>
/// <param name="Lost">Claims that came to nothing.</param>
/// <param name="Elapsed">In what time.</param>
internal sealed record NodeDrain(int Workers, int Done, int Lost, TimeSpan Elapsed)
{
    public double TasksPerSecond => Done / Elapsed.TotalSeconds;
}

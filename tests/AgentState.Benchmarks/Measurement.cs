namespace AgentState.Benchmarks;

/// <summary>The measurement of one run of an operation by one side.</summary>
/// <param name="Latencies">Latencies in milliseconds, sorted.</param>
/// <param name="BytesPerOperation">Allocations of the whole process per operation, in bytes.</param>
internal sealed record Measurement(IReadOnlyList<double> Latencies, double BytesPerOperation)
{
    public double P50 => Percentile(0.50);

    public double P95 => Percentile(0.95);

    public double OperationsPerSecond => 1000 * Latencies.Count / Latencies.Sum();

    private double Percentile(double part) => Latencies[(int)(part * (Latencies.Count - 1))];
}

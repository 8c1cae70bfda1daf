namespace AgentState.Benchmarks;

/// <summary>One run of one operation by one side.</summary>
/// <param name="Latencies">Milliseconds, sorted.</param>
/// <param name="BytesPerOperation">Bytes that the whole process allocated meanwhile, by operation.</param>
internal sealed record Measurement(IReadOnlyList<double> Latencies, double BytesPerOperation)
{
    public double P50 => Percentile(0.50);

    public double P95 => Percentile(0.95);

    public double OperationsPerSecond => 1000 * Latencies.Count / Latencies.Sum();

    private double Percentile(double part) => Latencies[(int)(part * (Latencies.Count - 1))];
}

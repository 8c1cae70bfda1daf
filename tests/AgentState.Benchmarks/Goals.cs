namespace AgentState.Benchmarks;

/// <summary>What the library is to reach. Printed beside the figures; nothing fails by them, since a busy machine misses them too.</summary>
internal static class Goals
{
    public const double LatencyRatio = 1.3;
    public const double AllocationRatio = 2.0;
    public const double ClaimGrowthRatio = 1.3;

    // A claim's agent is read now and then: it may be wanted paused.
    public static double Calls(Operation operation) => operation is Operation.Claim ? 2.05 : 1;

    public static string Verdict(double figure, double goal) => figure <= goal ? "reached" : "missed";
}

namespace AgentState.Benchmarks;

/// <summary>What the library is to reach. Printed beside the figures; nothing fails by them, since a busy machine misses them too.</summary>
internal static class Goals
{
    public const double LatencyRatio = 1.3;
    public const double AllocationRatio = 2.0;
    public const double ClaimGrowthRatio = 1.3;

    // The least, where more is better.
    public const double DrainRatio = 0.8;
    public const double ProcessesRatio = 0.8;
    public const double LimitedShare = 0.8;
    public const double OtherShare = 0.9;

    public const double LostShare = 0.2;
    public const double PickUpCommits = 3;
    public const double IdleReadsPerDay = 1000;

    // Of a token in memory.
    public const double TokenBytes = 0;

    // A claim's agent is read now and then: it may be wanted paused.
    public static double Calls(Operation operation) => operation is Operation.Claim ? 2.05 : 1;

    public static string VerdictOfLeast(double figure, double goal) => figure >= goal ? "reached" : "missed";

    public static string Verdict(double figure, double goal) => figure <= goal ? "reached" : "missed";
}

namespace AgentState.Benchmarks;

/// <summary>The goals of the library, which are printed beside the figures.</summary>
/// <remarks>A missed goal fails nothing, since a busy machine misses goals, too.</remarks>
internal static class Goals
{
    public const double LatencyRatio = 1.3;
    public const double AllocationRatio = 2.0;
    public const double ClaimGrowthRatio = 1.3;

    // Minimums: more is better.
    public const double DrainRatio = 0.8;
    public const double ProcessesRatio = 0.8;
    public const double LimitedShare = 0.8;
    public const double OtherShare = 0.9;

    public const double LostShare = 0.2;
    public const double PickUpCommits = 3;
    public const double IdleReadsPerDay = 1000;

    // For a token in memory.
    public const double TokenBytes = 0;

    // A claim sometimes also reads its agent, which may have the desired state paused.
    public static double Calls(Operation operation) => operation is Operation.Claim ? 2.05 : 1;

    public static string VerdictOfLeast(double figure, double goal) => figure >= goal ? "reached" : "missed";

    public static string Verdict(double figure, double goal) => figure <= goal ? "reached" : "missed";
}

namespace AgentState.Tests.Conventions;

/// <summary>The library makes no decision by the host's wall clock.</summary>
/// <remarks>The banned symbols cover the static clocks. Timers and delays may use the system provider, which also has one.</remarks>
public sealed class HostClockTests
{
    // gRPC takes the deadline of a call as a time of this host. The time of a SQLite file begins with the wall clock, once per start of the
    // machine.
    private static readonly string[] Allowed = ["FirestoreChannel.cs", "MachineClock.cs"];

    [Fact, Trait("Guarantee", "A4")]
    public void SystemWallClock_InTheSources_IsReadByTwoFiles() =>
        (from file in Directory.EnumerateFiles(Path.Combine(Sources.Root(), "src"), "*.cs", SearchOption.AllDirectories)
         where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
         where File.ReadAllText(file).Contains("System.GetUtcNow", StringComparison.Ordinal)
         select Path.GetFileName(file)).Should().BeEquivalentTo(Allowed);
}

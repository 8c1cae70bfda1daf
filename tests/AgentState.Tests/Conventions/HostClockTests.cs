namespace AgentState.Tests.Conventions;

/// <summary>
/// No host's wall clock decides anything. The banned symbols name the static clocks; the system's provider, which timers and pauses may
/// use, has a wall clock as well.
/// </summary>
public sealed class HostClockTests
{
    // A deadline of a call is told to gRPC as a time of this host.
    private static readonly string[] Deadlines = ["FirestoreChannel.cs"];

    [Fact, Trait("Promise", "A4")]
    public void TheSystemsWallClock_IsReadForDeadlinesAlone() =>
        (from file in Directory.EnumerateFiles(Path.Combine(Sources.Root(), "src"), "*.cs", SearchOption.AllDirectories)
         where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
         where File.ReadAllText(file).Contains("System.GetUtcNow", StringComparison.Ordinal)
         select Path.GetFileName(file)).Should().BeEquivalentTo(Deadlines);
}

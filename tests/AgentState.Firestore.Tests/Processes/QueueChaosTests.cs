namespace AgentState.Firestore.Tests.Processes;

/// <summary>Runs the chaos program on the task queue for a short time, also with a disabled mechanism, which it must detect.</summary>
/// <remarks>Workers are killed, suspended and cut off, beside clients that use only the ten shared fields.</remarks>
[Collection(WithProcesses.Name)]
public sealed class QueueChaosTests(EmulatorFixture emulator)
{
    private const string SlowMachine = "SLOW: ";

    // A late completion changes the outcome, or is counted in addition to the stored outcome.
    private static readonly string[] LateEnds = [" was completed by ", " was Done at ", "the stats of "];

    [Fact]
    [Trait("Guarantee", "T2"), Trait("Guarantee", "T3"), Trait("Guarantee", "T8"), Trait("Guarantee", "T11")]
    [Trait("Guarantee", "T13"), Trait("Guarantee", "T14"), Trait("Guarantee", "T16")]
    public async Task Queue_WithFaults_KeepsEachTaskWithOneFencedOutcome()
    {
        SkipOnWindows();

        var (exitCode, printed) = await ChaosRun.RunAsync(emulator, "queue", "--seconds", "25");

        exitCode.Should().Be(0, printed);
    }

    // A lease lasts four renewal intervals, and long handlers run for more than two leases. On a busy machine a process may get no time for
    // longer than a lease. If the program reports such a slow machine, the test retries with longer leases.
    [Fact, Trait("Guarantee", "T8"), Trait("Guarantee", "T9")]
    public async Task Queue_LongHandlersWithoutFaults_LoseNoLease()
    {
        var (exitCode, printed) = (1, SlowMachine);
        for (var lease = 12; lease <= 96 && exitCode != 0 && FailedForSlownessAlone(printed); lease *= 2)
        {
            (exitCode, printed) = await ChaosRun.RunAsync(emulator, "queue", "--seconds", "12", "--faults", "none", "--lease", $"{lease}");
        }

        exitCode.Should().Be(0, printed);
    }

    [Fact, Trait("Guarantee", "T2"), Trait("Guarantee", "T3")]
    public async Task Queue_WithoutTheFence_ReportsALateCompletion()
    {
        SkipOnWindows();

        // A late completion happens by chance: a resumed worker usually detects first that its lease has expired.
        var printed = "";
        for (var run = 0; run < 4 && !TellsOfALateEnd(printed); run++)
        {
            (_, printed) = await ChaosRun.RunAsync(emulator, "queue", "--seconds", "25", "--sabotage", "fence");
        }

        TellsOfALateEnd(printed).Should().BeTrue(printed);
    }

    // Independent of speed: task 7 is enqueued early, no other client claims it, and its handler runs until the lease is lost.
    [Fact, Trait("Guarantee", "T9")]
    public async Task Queue_WithoutRenewal_ReportsAnExpiredLease()
    {
        var (exitCode, printed) = await ChaosRun.RunAsync(emulator, "queue", "--seconds", "12", "--sabotage", "renewal");

        exitCode.Should().Be(1, printed);
        printed.Should().MatchRegex("VIOLATED: .* the lease of attempt [0-9]+ expired");
    }

    // All violations are about leases, and the program has reported that the machine is slow.
    private static bool FailedForSlownessAlone(string printed)
    {
        var lines = printed.Split('\n');
        return lines.Any(line => line.StartsWith(SlowMachine, StringComparison.Ordinal)) &&
            lines.Where(line => line.StartsWith("VIOLATED: ", StringComparison.Ordinal))
                .All(line => line.Contains("lease", StringComparison.Ordinal));
    }

    private static bool TellsOfALateEnd(string printed) =>
        printed.Split('\n').Any(line =>
            line.StartsWith("VIOLATED: ", StringComparison.Ordinal) &&
            LateEnds.Any(words => line.Contains(words, StringComparison.Ordinal)));

    private static void SkipOnWindows() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows a process cannot be suspended by a signal.");
}

namespace AgentState.Firestore.Tests.Processes;

/// <summary>
/// The chaos program, for a short while: workers that are killed, stopped and cut off, beside programs that know only the plan's fields. And the same with a mechanism taken away, which it
/// must find out.
/// </summary>
[Collection(WithProcesses.Name)]
public sealed class QueueChaosTests(EmulatorFixture emulator)
{
    private const string SlowMachine = "SLOW: ";

    // It changes the outcome, or is counted beside the one that stands.
    private static readonly string[] LateEnds = [" is done by ", " was Done at ", " is said to have completed "];

    [Fact]
    [Trait("Promise", "T2"), Trait("Promise", "T3"), Trait("Promise", "T8"), Trait("Promise", "T11"), Trait("Promise", "T13"), Trait("Promise", "T14"), Trait("Promise", "T16")]
    public async Task EachTask_IsThereOnce_WithOneOutcome_OfTheAttemptThatHeldIt()
    {
        SkipOnWindows();

        var (exitCode, printed) = await ChaosRun.RunAsync(emulator, "queue", "--seconds", "25");

        exitCode.Should().Be(0, printed);
    }

    // Each lease is four renewals long, and handlers work for more than two leases. A busy machine may keep a process waiting for longer
    // than that: where the program has found it so slow, longer leases are tried.
    [Fact, Trait("Promise", "T8"), Trait("Promise", "T9")]
    public async Task NoLeaseRunsOut_WhereNothingFails_HoweverLongHandlersWork()
    {
        var (exitCode, printed) = (1, SlowMachine);
        for (var lease = 12; lease <= 96 && exitCode != 0 && FailedForSlownessAlone(printed); lease *= 2)
        {
            (exitCode, printed) = await ChaosRun.RunAsync(emulator, "queue", "--seconds", "12", "--faults", "none", "--lease", $"{lease}");
        }

        exitCode.Should().Be(0, printed);
    }

    [Fact, Trait("Promise", "T2"), Trait("Promise", "T3")]
    public async Task WithoutTheFence_ALateAttemptHasTheLastWord_AndIsFoundOut()
    {
        SkipOnWindows();

        // Whether an end comes too late at all is by chance: a worker that is let go on mostly sees by itself that its lease is over.
        var printed = "";
        for (var run = 0; run < 4 && !TellsOfALateEnd(printed); run++)
        {
            (_, printed) = await ChaosRun.RunAsync(emulator, "queue", "--seconds", "25", "--sabotage", "fence");
        }

        TellsOfALateEnd(printed).Should().BeTrue(printed);
    }

    // It needs no speed: the seventh task is enqueued first, no other program takes it, and its handler works until the lease is lost.
    [Fact, Trait("Promise", "T9")]
    public async Task WithoutRenewal_LeasesRunOut_AndAreFoundOut()
    {
        var (exitCode, printed) = await ChaosRun.RunAsync(emulator, "queue", "--seconds", "12", "--sabotage", "renewal");

        exitCode.Should().Be(1, printed);
        printed.Should().MatchRegex("VIOLATED: .* the lease of attempt [0-9]+ ran out");
    }

    // Nothing but leases, on a machine that kept the onlooker waiting too.
    private static bool FailedForSlownessAlone(string printed)
    {
        var lines = printed.Split('\n');
        return lines.Any(line => line.StartsWith(SlowMachine, StringComparison.Ordinal)) &&
            lines.Where(line => line.StartsWith("VIOLATED: ", StringComparison.Ordinal)).All(line => line.Contains("lease", StringComparison.Ordinal));
    }

    private static bool TellsOfALateEnd(string printed) =>
        printed.Split('\n').Any(line => line.StartsWith("VIOLATED: ", StringComparison.Ordinal) && LateEnds.Any(words => line.Contains(words, StringComparison.Ordinal)));

    private static void SkipOnWindows() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A process cannot be stopped and continued by a signal here.");
}

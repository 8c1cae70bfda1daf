namespace AgentState.Tests.Samples;

/// <summary>Runs the FleetMonitor sample with its output redirected.</summary>
public sealed class FleetMonitorTests
{
    [Fact]
    public async Task Demo_UntilTerminated_PrintsEachStateChangeOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows, a process cannot send SIGTERM to another process.");
        await using var monitor = SampleProcess.Start("FleetMonitor", "--demo");

        var lines = await monitor.ReadUntilAsync(printed =>
            printed.Contains("data-agent recovered") && printed.Contains("archive-agent: error, absent") &&
            printed.Any(line => line.Contains("error archive-agent: agent.status", StringComparison.Ordinal)));
        await monitor.TerminateAsync();
        var end = await monitor.EndAsync();

        lines[0].Should().Be("This demonstration goes on until Ctrl-C ends it.");
        lines.Should().Contain("data-agent: idle, alive").And.Contain("data-agent became dead (heartbeat lost)")
            .And.Contain("archive-agent became dead (heartbeat lost)").And.Contain("telegram-agent: running, alive");
        lines.Where(IsOfLog).Should().OnlyHaveUniqueItems().And.Contain(line => line.Contains("task.completed", StringComparison.Ordinal));
        foreach (var ofAgent in lines.Skip(1).Where(line => !IsOfLog(line)).GroupBy(line => line.Split(' ')[0].TrimEnd(':')))
        {
            ofAgent.Zip(ofAgent.Skip(1)).Should()
                .OnlyContain(pair => pair.First != pair.Second, "the monitor prints a line only after a change");
        }

        (end.Code, end.Error).Should().Be((0, ""));
    }

    [Fact]
    public async Task FleetMonitor_WithoutConfiguration_FailsWithAOneLineError()
    {
        await using var monitor = SampleProcess.Start("FleetMonitor");

        var (code, output, error) = await monitor.EndAsync();

        (code, output).Should().Be((1, ""));
        error.TrimEnd().Should().StartWith("No Firestore connection is configured.").And.Contain("--demo").And.NotContain("\n");
    }

    [Theory]
    [InlineData(0, "--demo", "--seconds", "1", "--queue", "--type", "github", "--status", "idle")]
    [InlineData(0, "--help")]
    [InlineData(2, "--seconds", "soon")]
    [InlineData(2, "--status", "asleep")]
    [InlineData(2, "--type")]
    public async Task FleetMonitor_WithOptions_ReturnsTheirExitCode(int code, params string[] args)
    {
        await using var monitor = SampleProcess.Start("FleetMonitor", args);

        var end = await monitor.EndAsync();

        end.Code.Should().Be(code);
        (end.Error == "").Should().Be(code == 0);
    }

    [Fact]
    public async Task Demo_WithSeconds_PrintsWhenItEnds()
    {
        await using var monitor = SampleProcess.Start("FleetMonitor", "--demo", "--seconds", "1");

        var end = await monitor.EndAsync();

        end.Output.Should().StartWith("This demonstration ends after 1 s, or by Ctrl-C.");
    }

    private static bool IsOfLog(string line) => char.IsAsciiDigit(line[0]);
}

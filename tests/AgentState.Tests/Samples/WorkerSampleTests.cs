namespace AgentState.Tests.Samples;

/// <summary>The samples of workers as their users run them, into a pipe.</summary>
public sealed class WorkerSampleTests
{
    [Fact]
    public async Task Worker_WorksRetriesAndEnqueuesChildren_AndDrainsWhenItsTimeIsOver()
    {
        await using var worker = SampleProcess.Start("Worker", "--seconds", "6");

        var (code, output, error) = await worker.EndAsync();

        (code, error).Should().Be((0, ""));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().Contain("review of octo/garden#1: done, 1 findings")
            .And.Contain("comment on octo/garden#2: done, attempt 1")
            .And.ContainInOrder("comment on octo/garden#1: not this time", "comment on octo/garden#1: done, attempt 2");
        var stopping = Array.FindIndex(lines, line => line.StartsWith("Stopping: nothing more is claimed. Still worked on:", StringComparison.Ordinal));
        stopping.Should().BePositive();
        lines[^1].Should().StartWith("Drained. Done here:").And.EndWith(" 0 in progress.");
        lines[(stopping + 1)..^1].Should().NotContain(line => line.EndsWith("not this time", StringComparison.Ordinal) && line.StartsWith("review", StringComparison.Ordinal), "what had begun was finished");
    }

    [Fact]
    public async Task Worker_DrainsWhenItIsAskedToEnd()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no signal by which a process asks another one to end.");
        await using var worker = SampleProcess.Start("Worker");

        await worker.ReadUntilAsync(told => told.Any(line => line.EndsWith("findings", StringComparison.Ordinal)));
        await worker.TerminateAsync();
        var (code, output, _) = await worker.EndAsync();

        code.Should().Be(0);
        output.Should().Contain("Stopping: nothing more is claimed.").And.Contain("Drained. Done here:");
    }

    [Fact]
    public async Task Worker_RefusesATimeThatIsNone()
    {
        await using var worker = SampleProcess.Start("Worker", "--seconds", "soon");

        var (code, output, error) = await worker.EndAsync();

        (code, output).Should().Be((2, ""));
        error.Should().Contain("--seconds");
    }

    [Fact, Trait("Promise", "T33")]
    public async Task HumanInTheLoop_Asks_AndGoesOnWithTheAnswer_WithoutDraftingAgain()
    {
        await using var loop = SampleProcess.Start("HumanInTheLoop");

        var (code, output, error) = await loop.EndAsync();

        (code, error).Should().Be((0, ""));
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            "The agent drafts an announcement of the new release.",
            "Publish this? \"Here is the new release!\" [y/n] y (nobody is there to be asked)",
            "The agent goes on with the answer, and with the draft that it had.",
            "Published: Here is the new release!");
    }
}

namespace AgentState.Tests.Samples;

/// <summary>Runs the Worker and HumanInTheLoop samples with their output redirected.</summary>
public sealed class WorkerSampleTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("agentstate-");

    private string DataFile => Path.Combine(folder.FullName, "state.db");

    [Fact]
    public async Task Worker_WithSeconds_RetriesEnqueuesChildrenAndDrains()
    {
        await using var worker = SampleProcess.Start("Worker", "--seconds", "6", "--data", DataFile);

        var (code, output, error) = await worker.EndAsync();

        (code, error).Should().Be((0, ""));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().Contain($"Working on the queue in {DataFile}, which several processes can share. Ctrl-C drains.")
            .And.Contain("review of octo/garden#1: done, 1 findings")
            .And.Contain("comment on octo/garden#2: done, attempt 1")
            .And.ContainInOrder("comment on octo/garden#1: not this time", "comment on octo/garden#1: done, attempt 2");
        var stopping = Array.FindIndex(
            lines, line => line.StartsWith("Stopping: nothing more is claimed. Still worked on:", StringComparison.Ordinal));
        stopping.Should().BePositive();
        lines[^1].Should().StartWith("Drained. Done here:").And.EndWith(" 0 in progress.");
        lines[(stopping + 1)..^1].Should().NotContain(
            line => line.EndsWith("not this time", StringComparison.Ordinal) && line.StartsWith("review", StringComparison.Ordinal),
            "the worker finishes the tasks in progress");
    }

    [Fact]
    public async Task Worker_WhenTerminated_Drains()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows, a process cannot send SIGTERM to another process.");
        await using var worker = SampleProcess.Start("Worker", "--data", DataFile);

        await worker.ReadUntilAsync(printed => printed.Any(line => line.EndsWith("findings", StringComparison.Ordinal)));
        await worker.TerminateAsync();
        var (code, output, _) = await worker.EndAsync();

        code.Should().Be(0);
        output.Should().Contain("Stopping: nothing more is claimed.").And.Contain("Drained. Done here:");
    }

    [Fact]
    public async Task Worker_WithInvalidSeconds_IsRefused()
    {
        await using var worker = SampleProcess.Start("Worker", "--seconds", "soon");

        var (code, output, error) = await worker.EndAsync();

        (code, output).Should().Be((2, ""));
        error.Should().Contain("--seconds");
    }

    [Fact, Trait("Guarantee", "T33")]
    public async Task HumanInTheLoop_AfterTheAnswer_ContinuesWithoutDraftingAgain()
    {
        await using var loop = SampleProcess.Start("HumanInTheLoop");

        var (code, output, error) = await loop.EndAsync();

        (code, error).Should().Be((0, ""));
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            "The agent drafts an announcement of the new release.",
            "Publish this? \"Here is the new release!\" [y/n] y (no console: answered automatically)",
            "The agent continues with the answer and the saved draft.",
            "Published: Here is the new release!");
    }

    public void Dispose() => folder.Delete(recursive: true);
}

namespace AgentState.Tests.Samples;

/// <summary>Runs the MoveState sample with its output redirected.</summary>
public sealed class MoveStateTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("agentstate-");

    [Fact]
    public async Task MoveState_FromMemoryToAFileAndBack_CopiesEveryDocument()
    {
        var file = Path.Combine(folder.FullName, "state.db");

        var there = await RunAsync("--from", "memory", "--to", file);
        var back = await RunAsync("--from", file, "--to", "memory");

        there.Should().StartWith("0 of 503 documents").And.Contain("503 of 503 documents")
            .And.EndWith($"Copied 503 documents from memory to {file}.");
        back.Should().StartWith("0 of 503 documents").And.EndWith($"Copied 503 documents from {file} to memory.");
    }

    [Fact]
    public async Task MoveState_WithHelp_PrintsTheCommand() =>
        (await RunAsync("--help")).Should().Contain("dotnet run --project samples/MoveState -- --from PLACE --to PLACE [options]");

    [Theory]
    [InlineData("--from and --to are needed", "--parent", "envs/staging")]
    [InlineData("--from and --to are needed", "--from", "memory")]
    [InlineData("--to needs a value", "--from", "memory", "--to")]
    [InlineData("--from and --to name the same database", "--from", "state.db", "--to", "state.db")]
    [InlineData("There is no file 'nowhere.db'", "--from", "nowhere.db", "--to", "memory")]
    [InlineData("Unknown option 'memory'", "memory")]
    public async Task MoveState_WithWrongOptions_FailsWithTheCause(string cause, params string[] args)
    {
        await using var sample = SampleProcess.Start("MoveState", args);

        var (code, output, error) = await sample.EndAsync();

        (code, output).Should().Be((2, ""));
        error.Should().StartWith(cause).And.Contain("--help");
    }

    [Fact]
    public async Task MoveState_WithoutConnection_FailsWithAOneLineError()
    {
        await using var sample = SampleProcess.Start("MoveState", "--from", "memory", "--to", "firestore");

        var (code, output, error) = await sample.EndAsync();

        (code, output).Should().Be((1, ""));
        error.TrimEnd().Should().StartWith("No Firestore connection is configured.").And.NotContain("\n");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<string> RunAsync(params string[] args)
    {
        await using var sample = SampleProcess.Start("MoveState", args);

        var (code, output, error) = await sample.EndAsync();

        (code, error).Should().Be((0, ""));
        return output.Trim();
    }
}

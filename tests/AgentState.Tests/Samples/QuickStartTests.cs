namespace AgentState.Tests.Samples;

/// <summary>Runs the QuickStart sample with its output redirected.</summary>
public sealed class QuickStartTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("agentstate-");

    [Fact]
    public async Task QuickStart_WithItsOwnPayloads_PrintsASummary()
    {
        await using var sample = SampleProcess.Start("QuickStart");

        var (code, output, error) = await sample.EndAsync();

        (code, error).Should().Be((0, ""));
        LastLine(output).Should().Be("4 files: 3 tasks done, 1 failed, no file refused.");
    }

    [Fact]
    public async Task QuickStart_TwiceWithOneFile_KeepsTheState()
    {
        var file = Path.Combine(folder.FullName, "state.db");
        await using var first = SampleProcess.Start("QuickStart", "--data", file);
        (await first.EndAsync()).Code.Should().Be(0);
        await using var second = SampleProcess.Start("QuickStart", "--data", file);

        var (code, output, error) = await second.EndAsync();

        (code, error).Should().Be((0, ""));
        output.Should().StartWith($"The state is kept in {file};").And.Contain("github-agent: idle, tasks completed: 3, errors: 1");
        LastLine(output).Should().Be("4 files: 3 tasks done, 1 failed, no file refused.");
    }

    [Fact]
    public async Task QuickStart_WithInvalidFiles_NamesThemWithTheirReasons()
    {
        var files = new Dictionary<string, string>
        {
            ["a-default.json"] = """{ "action": "look" }""",
            ["b-null.json"] = """{ "priority": null }""",
            ["c-high.json"] = """{ "priority": "high" }""",
            ["d-99.json"] = """{ "priority": 99 }""",
            ["e-0.json"] = """{ "priority": 0 }""",
            ["f-half.json"] = """{ "priority": 2.5 }""",
            ["g-list.json"] = "[]",
            ["h-ten.json"] = """{ "priority": 10 }""",
        };
        foreach (var (name, text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text, TestContext.Current.CancellationToken);
        }

        await using var sample = SampleProcess.Start("QuickStart", "--payloads", folder.FullName);

        var (code, output, error) = await sample.EndAsync();

        (code, error).Should().Be((0, ""));
        foreach (var name in (string[])["c-high.json", "d-99.json", "e-0.json", "f-half.json"])
        {
            output.Should().Contain($"Refused: {name}: The value at 'priority' is ");
        }

        LastLine(output).Should().Be(
            "8 files: 3 tasks done, 0 failed, 5 refused: c-high.json, d-99.json, e-0.json, f-half.json, g-list.json.");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--payloads", ".", "--help")]
    public async Task QuickStart_WithHelp_PrintsTheCommand(params string[] args)
    {
        await using var sample = SampleProcess.Start("QuickStart", args);

        var (code, output, error) = await sample.EndAsync();

        (code, error).Should().Be((0, ""));
        output.Should().Contain("dotnet run --project samples/QuickStart -- [options]").And.Contain("--payloads").And.Contain("--project");
    }

    [Theory]
    [InlineData("--payloads needs a value", "--payloads")]
    [InlineData("--payloads needs a value", "--payloads", "")]
    [InlineData("--payloads needs a value", "--payloads", "--project", "mine")]
    [InlineData("--project needs a value", "--payloads", ".", "--project")]
    [InlineData("--data needs a value", "--data")]
    [InlineData("--project and --data cannot be used together", "--project", "mine", "--data", "state.db")]
    [InlineData("There is no folder 'nowhere'", "--payloads", "nowhere")]
    [InlineData("Unknown option 'verbose'", "verbose")]
    public async Task QuickStart_WithWrongOptions_FailsWithTheCause(string cause, params string[] args)
    {
        await using var sample = SampleProcess.Start("QuickStart", args);

        var (code, output, error) = await sample.EndAsync();

        (code, output).Should().Be((2, ""));
        error.Should().StartWith(cause).And.Contain("--help");
    }

    [Fact]
    public async Task QuickStart_WithoutCredentials_FailsWithAOneLineError()
    {
        await using var sample = SampleProcess.Start("QuickStart", "--project", "mine");

        var (code, output, error) = await sample.EndAsync();

        (code, output).Should().Be((1, ""));
        error.TrimEnd().Should().StartWith("No Firestore connection is configured.").And.NotContain("\n");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string LastLine(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
}

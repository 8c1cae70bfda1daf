using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>Tests agents in child processes, also with one that is suspended while its successor runs.</summary>
[Collection(WithProcesses.Name)]
public sealed class AgentProcessTests(EmulatorFixture emulator)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "A1"), Trait("Guarantee", "A6"), Trait("Guarantee", "T13")]
    public async Task FourProcesses_OfOneAgent_GetUniqueEpochsAndCountExactly()
    {
        var (host, project) = (emulator.Emulator.Host, emulator.Emulator.NewProjectId());
        await using var provider = Provide(host, project);
        var registry = provider.GetRequiredService<IAgentRegistry>();
        var processes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => AgentProcess.StartAsync(host, project, "shared", isSingle: false)));
        try
        {
            processes.Select(process => process.Epoch).Should().BeEquivalentTo([1L, 2L, 3L, 4L]);
            (await Task.WhenAll(processes.Select(process => process.AskAsync("count 250"))))
                .Should().OnlyContain(answer => answer == "counted");

            (await registry.GetAsync("shared", Token))!.Stats.TasksCompleted.Should().Be(1000);
            (await registry.GetLivenessAsync("shared", Token)).Grade.Should().Be(LivenessGrade.Alive);
            await Task.WhenAll(processes.Select(process => process.QuitAsync()));
            (await registry.GetLivenessAsync("shared", Token)).Grade.Should().Be(LivenessGrade.Absent, "all have deregistered");
        }
        finally
        {
            await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
        }
    }

    [Fact, Trait("Guarantee", "A1"), Trait("Guarantee", "A3"), Trait("Guarantee", "A4")]
    public async Task SuspendedProcess_ResumedAfterItsSuccessor_ReportsSuperseded()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows a process cannot be suspended by a signal.");
        var (host, project) = (emulator.Emulator.Host, emulator.Emulator.NewProjectId());
        await using var provider = Provide(host, project);
        var registry = provider.GetRequiredService<IAgentRegistry>();
        await using var watch = registry.WatchAsync("only", LivenessDetail.Grades, Token).GetAsyncEnumerator(Token);
        await using var first = await AgentProcess.StartAsync(host, project, "only", isSingle: true);
        (await first.AskAsync("count 5")).Should().Be("counted");

        await first.SignalAsync("STOP");
        await GradeAsync(watch, LivenessGrade.Dead);
        await using (var second = await AgentProcess.StartAsync(host, project, "only", isSingle: true))
        {
            second.Epoch.Should().Be(2);
            await GradeAsync(watch, LivenessGrade.Alive);
            (await second.AskAsync("count 7")).Should().Be("counted");
            await second.QuitAsync();
        }

        await GradeAsync(watch, LivenessGrade.Absent);
        await first.SignalAsync("CONT");
        (await first.HearAsync()).Should().Be("lost");
        string how;
        do
        {
            how = await first.AskAsync("how");
        }
        while (how != "Lost Superseded");

        (await first.AskAsync("count 3")).Should().Be("counted", "its counters stay valid, and no increment is lost");
        (await registry.GetAsync("only", Token))!.Stats.TasksCompleted.Should().Be(15);
        (await registry.GetLivenessAsync("only", Token)).Grade.Should().Be(LivenessGrade.Absent);
        await first.QuitAsync();
    }

    private static async Task GradeAsync(IAsyncEnumerator<Agent?> watch, LivenessGrade grade)
    {
        do
        {
            (await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue();
        }
        while (watch.Current?.Liveness?.Grade != grade);
    }

    private static ServiceProvider Provide(string host, string project) => new ServiceCollection()
        .AddAgentState(options => (options.EmulatorHost, options.ProjectId) = (host, project))
        .Services.BuildServiceProvider();
}

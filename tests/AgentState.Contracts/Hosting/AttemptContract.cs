using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>An attempt is completed even if its handler, its services or the log throw.</summary>
public abstract class AttemptContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "T18"), Trait("Guarantee", "T21")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LogProvider_ThatThrows_StopsNoCompletion(bool isAlwaysThrowing)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var bad = await EnqueueAsync(fleet, 6, priority: 9);
        var good = await EnqueueAsync(fleet, 5, priority: 5);
        using var host = WorkerHost.Of(engine, builder =>
        {
            var provider = new BrokenLogProvider(isAlwaysThrowing);
            builder.Services.AddLogging(logging => logging.AddProvider(provider).SetMinimumLevel(LogLevel.Trace));
            builder.AddTaskWorker(
                "github",
                (context, _) => context.Task.Priority == 9 ? throw new UnreadableException() : Task.FromResult<StateMap?>(null),
                worker => worker.Concurrency = 2);
        });
        await host.StartAsync(Token);

        foreach (var task in good)
        {
            (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        }

        await host.StopAsync(Token);
        foreach (var task in bad)
        {
            var failed = await fleet.Queue.GetAsync(task.Id, Token);
            failed!.Errors.Should().ContainSingle().Which.Message.Should().Be("UnreadableException: UnreadableException");
        }
    }

    private static async Task<IReadOnlyList<AgentTask>> EnqueueAsync(QueueUnderTest fleet, int count, int priority = 5)
    {
        var tasks = new List<AgentTask>();
        for (var i = 0; i < count; i++)
        {
            tasks.Add(await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: priority), Token));
        }

        return tasks;
    }
}

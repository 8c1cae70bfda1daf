using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>The outcome that a worker stores for what its handler returns, throws or omits.</summary>
public abstract class OutcomeContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "T28"), Trait("Guarantee", "T18")]
    [InlineData("a number")]
    [InlineData("a cycle")]
    [InlineData("a getter that throws")]
    [InlineData("an invalid child")]
    public async Task Result_ThatCannotBeStored_FailsItsTaskOnce(string result)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var runs = 0;
        using var host = HostOf(engine, (context, _) =>
        {
            Interlocked.Increment(ref runs);
            return result switch
            {
                "a number" => Task.FromResult<object>(7),
                "a cycle" => Task.FromResult<object>(new Cyclic()),
                "a getter that throws" => Task.FromResult<object>(new Throwing()),
                _ => Task.FromResult<object>(Child(context)),
            };
        });
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await host.StartAsync(Token);

        var ended = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        await host.StopAsync(Token);

        (ended.Status, ended.Attempt, runs).Should().Be((AgentTaskStatus.Failed, 1, 1));

        static object Child(TaskContext context)
        {
            context.Enqueue(QueueUnderTest.NewTask(priority: 99));
            return new Dictionary<string, object>();
        }
    }

    [Fact, Trait("Guarantee", "T20"), Trait("Guarantee", "T28")]
    public async Task Payload_NotReadableAsItsType_FailsItsTaskAtOnce()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var payload = StateMap.FromDictionary(new Dictionary<string, object?> { ["Number"] = "seven" });
        var bad = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: payload), Token);
        var good = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: StateMap.Empty), Token);
        using var host = HostOf(engine, (_, _) => Task.FromResult<object>(new Dictionary<string, object>()));
        await host.StartAsync(Token);

        var failed = await fleet.Queue.WaitForResultAsync(bad.Id, Token).WaitAsync(Patience, Token);
        var done = await fleet.Queue.WaitForResultAsync(good.Id, Token).WaitAsync(Patience, Token);
        await host.StopAsync(Token);

        (failed.Status, failed.Attempt, done.Status).Should().Be((AgentTaskStatus.Failed, 1, AgentTaskStatus.Done));
        failed.Error.Should().StartWith("The payload cannot be read as Payload")
            .And.ContainEquivalentOf("'number'").And.NotContain("seven");
    }

    [Theory, Trait("Guarantee", "T18"), Trait("Guarantee", "T37")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposal_ThatThrowsAfterTheHandler_KeepsTheOutcome(bool isDone)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var runs = 0;
        var log = new HeardLog<TaskWorkerService>();
        using var host = HostOf(
            engine,
            (_, _) =>
            {
                Interlocked.Increment(ref runs);
                return isDone ? Task.FromResult<object>(new Payload { Number = 7 }) : throw new TaskRejectedException("no");
            },
            services => services.AddSingleton<ILoggerProvider>(log).AddScoped<Undisposable>());
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await host.StartAsync(Token);

        var ended = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        await host.StopAsync(Token);

        (ended.Status, ended.Attempt, runs).Should().Be((isDone ? AgentTaskStatus.Done : AgentTaskStatus.Failed, 1, 1));
        (ended.Result?["number"], ended.Error).Should().Be((isDone ? 7L : null, isDone ? null : "no"));
        log.Told.Should().ContainSingle(line => line.Id == 8121).Which.Text.Should().Contain(task.Id);
    }

    [Theory, Trait("Guarantee", "T33")]
    [InlineData("returned")]
    [InlineData("caught")]
    [InlineData("wrapped")]
    public async Task WaitForInput_NotThrown_FailsItsTaskWithAnExplanation(string mistake)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var log = new HeardLog<TaskWorkerService>();
        using var host = HostOf(
            engine,
            (context, _) =>
            {
                try
                {
                    var wait = context.WaitForInput();
                    return mistake == "returned" ? Task.FromResult<object>(new Payload()) : throw wait;
                }
                catch (WaitForInputException error)
                {
                    return mistake == "caught"
                        ? Task.FromResult<object>(new Payload())
                        : throw new InvalidOperationException("broken", error);
                }
            },
            services => services.AddSingleton<ILoggerProvider>(log));
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await host.StartAsync(Token);

        var ended = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        await host.StopAsync(Token);

        (ended.Status, ended.Attempt).Should().Be((AgentTaskStatus.Failed, 1));
        ended.Error.Should().Contain("throw context.WaitForInput(...)")
            .And.Contain(mistake == "wrapped" ? "InvalidOperationException" : "returned");
        WarningsOf(log, task).Should().ContainSingle().Which.Should().Contain("for good");
    }

    [Theory, Trait("Guarantee", "T18"), Trait("Guarantee", "T16")]
    [InlineData("rejected", 1, "for good in attempt 1: the handler rejected it")]
    [InlineData("used up", 2, "for good in attempt 2: all 2 attempts are used up")]
    [InlineData("timed out", 1, "timed out after")]
    public async Task FinalFailure_OfAHandler_IsLoggedOnceWithItsReason(string how, int attempt, string expected)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var log = new HeardLog<TaskWorkerService>();
        using var host = HostOf(
            engine,
            async (_, token) =>
            {
                await Task.Delay(how == "timed out" ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, token);
                throw how == "rejected" ? new TaskRejectedException("no") : new TaskRetryException("later", TimeSpan.Zero);
            },
            services => services.AddSingleton<ILoggerProvider>(log),
            worker => worker.Timeout = how == "timed out" ? TimeSpan.FromMilliseconds(50) : null);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { MaxAttempts = attempt }, Token);
        await host.StartAsync(Token);

        var ended = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        await host.StopAsync(Token);

        (ended.Status, ended.Attempt).Should().Be((AgentTaskStatus.Failed, attempt));
        WarningsOf(log, task).Where(text => text.Contains(expected, StringComparison.Ordinal)).Should().ContainSingle();
        WarningsOf(log, task).Should().HaveCount(attempt, "each attempt logs one warning");
    }

    private static List<string> WarningsOf(HeardLog<TaskWorkerService> log, AgentTask task) =>
        [.. log.Told.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text)
            .Where(text => text.Contains(task.Id, StringComparison.Ordinal))];

    private static IHost HostOf(
        IDocumentStore engine,
        Func<TaskContext, CancellationToken, Task<object>> handle,
        Action<IServiceCollection>? add = null,
        Action<TaskWorkerOptions>? configure = null) => WorkerHost.Of(
            engine,
            builder =>
            {
                add?.Invoke(builder.Services);
                builder.Services.AddTransient(provider => new TypedHandler(handle, provider.GetService<Undisposable>()));
                builder.AddTaskWorker<TypedHandler>("github", configure ?? (static _ => { }));
            },
            options => (options.RetryDelay, options.SweepInterval) = (TimeSpan.Zero, TimeSpan.FromMilliseconds(200)));

    private sealed class TypedHandler(Func<TaskContext, CancellationToken, Task<object>> handle, Undisposable? scoped)
        : TaskHandler<Payload, object>
    {
        public Undisposable? Scoped => scoped;

        protected override Task<object> HandleAsync(Payload payload, TaskContext context, CancellationToken cancellationToken) =>
            handle(context, cancellationToken);
    }

    private sealed class Payload
    {
        public int Number { get; set; }
    }

    private sealed class Cyclic
    {
        public Cyclic Next => this;
    }

    private sealed class Throwing
    {
        public int Number => throw new InvalidOperationException("broken");
    }

    private sealed class Undisposable : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("The connection is gone.");
    }
}

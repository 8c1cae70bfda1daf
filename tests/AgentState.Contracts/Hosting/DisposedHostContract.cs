using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>A host that is disposed without being stopped ends without errors.</summary>
public abstract class DisposedHostContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T21"), Trait("Guarantee", "A1")]
    public async Task Dispose_OfAnIdleHost_DeregistersItsInstanceWithoutErrors()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var log = new HostLog();
        using var unobserved = new Unobserved();
        using (var host = Host(new Closing(engine), log, static (_, _) => Task.FromResult<StateMap?>(null)))
        {
            await host.StartAsync(Token);
            await host.Services.GetRequiredKeyedService<HostedAgent>("github-agent").Instance.WaitAsync(Patience, Token);
            var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
            await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        }

        Errors(log).Should().BeEmpty();
        unobserved.Collect().Should().BeEmpty();
        (await fleet.Agents.GetLivenessAsync("github-agent", Token)).Grade.Should().Be(LivenessGrade.Absent);
    }

    [Fact, Trait("Guarantee", "T21")]
    public async Task Dispose_OfABusyHost_ReleasesItsTasksWithoutErrors()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var log = new HostLog();
        using var unobserved = new Unobserved();
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (var host = Host(new Closing(engine), log, async (_, token) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return null;
        }))
        {
            await host.StartAsync(Token);
            await begun.Task.WaitAsync(Patience, Token);
        }

        Errors(log).Should().BeEmpty();
        unobserved.Collect().Should().BeEmpty();
        await Eventually.TrueAsync(
            async () => await fleet.Queue.GetAsync(task.Id, Token) is { Status: AgentTaskStatus.Pending, Attempt: 0 }, Patience, Token);
    }

    [Fact, Trait("Guarantee", "T21")]
    public async Task Dispose_WhileAHandlerIgnoresItsToken_LogsNoError()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var log = new HostLog();
        using var unobserved = new Unobserved();
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (var host = Host(new Closing(engine), log, async (_, _) =>
        {
            begun.TrySetResult();
            await finish.Task;
            return null;
        }))
        {
            await host.StartAsync(Token);
            await begun.Task.WaitAsync(Patience, Token);
        }

        finish.SetResult();
        await Eventually.TrueAsync(
            async () => await fleet.Queue.GetAsync(task.Id, Token) is { Status: AgentTaskStatus.Pending, Attempt: 0 }, Patience, Token);
        unobserved.Collect().Should().BeEmpty();
        Errors(log).Should().BeEmpty();
    }

    private static IHost Host(IDocumentStore engine, HostLog log, Func<TaskContext, CancellationToken, Task<StateMap?>> work) =>
        WorkerHost.Of(engine, builder =>
        {
            builder.Services.AddLogging(logging => logging.AddProvider(log));
            builder.AddAgentSweep().AddTaskWorker("github", work);
        });

    private static IEnumerable<string> Errors(HostLog log) =>
        log.Logged.Where(entry => entry.Level >= LogLevel.Error).Select(entry => $"{entry.Category}: {entry.Text}");

    // Like a connection: every call after its disposal throws.
    private sealed class Closing(IDocumentStore inner) : IDocumentStore
    {
        private readonly CancellationTokenSource closed = new();

        public DatabaseRoot Root => inner.Root;

        public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
            Open().GetAsync(names, cancellationToken);

        public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) =>
            Open().QueryAsync(parent, query, cancellationToken);

        public Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
            Open().AggregateAsync(parent, query, cancellationToken);

        public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
            Open().CommitAsync(writes, cancellationToken);

        public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
            Open().BatchWriteAsync(writes, cancellationToken);

        public async IAsyncEnumerable<ListenSnapshot> ListenAsync(
            ListenTarget target, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(closed.Token, cancellationToken);
            await foreach (var snapshot in Open().ListenAsync(target, either.Token).WithCancellation(either.Token))
            {
                yield return snapshot;
            }
        }

        public async ValueTask DisposeAsync() => await closed.CancelAsync();

        private IDocumentStore Open()
        {
            ObjectDisposedException.ThrowIf(closed.IsCancellationRequested, this);
            return inner;
        }
    }

    // Keeps only exceptions of the hosting library, because other tests run in parallel.
    private sealed class Unobserved : IDisposable
    {
        private readonly ConcurrentQueue<string> thrown = new();

        public Unobserved()
        {
            Settle();
            TaskScheduler.UnobservedTaskException += OnThrown;
        }

        public IReadOnlyList<string> Collect()
        {
            Settle();
            return [.. thrown];
        }

        public void Dispose() => TaskScheduler.UnobservedTaskException -= OnThrown;

        private static void Settle()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        private void OnThrown(object? sender, UnobservedTaskExceptionEventArgs args)
        {
            if (args.Exception.ToString() is var text && text.Contains("AgentState.Hosting/"))
            {
                thrown.Enqueue(text);
            }
        }
    }
}

using AgentState.Internal.Activities;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Hosting.Workers;
using AgentState.Internal.Hosting.Workers.Attempts;
using AgentState.Internal.Hosting.Workers.Dispatching;
using AgentState.Internal.Hosting.Workers.Leases;
using AgentState.Internal.Tasks;
using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Partitions;
using AgentState.Internal.Tasks.Queueing;
using AgentState.Internal.Tasks.Renewing;
using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.Testing;

/// <summary>One attempt of a handler, on an embedded database of its own.</summary>
/// <remarks>
/// The attempt and its outcome are handled by the code of the worker. Only the dispatcher, which claims tasks and starts handlers, and the
/// renewal of leases are left out.
/// </remarks>
internal sealed class HandlerTrial : IAsyncDisposable
{
    private static readonly ILogger Logger = NullLogger.Instance;
    private static readonly string Registration = Options.DefaultName;

    private readonly TaskHandlerTestOptions options;
    private readonly ServiceProvider services;
    private readonly DocumentStack stack;
    private readonly CompletionFactory factory;
    private readonly TaskOptions tasks;

    public HandlerTrial(TaskHandlerTestOptions options)
    {
        this.options = options;
        var collection = new ServiceCollection();
        collection.AddSingleton(options.Time);
        collection.AddAgentState().UseEmbedded();
        services = collection.BuildServiceProvider();
        stack = services.GetRequiredKeyedService<DocumentStack>(Registration);
        factory = services.GetRequiredKeyedService<CompletionFactory>(Registration);
        tasks = services.GetRequiredService<IOptionsMonitor<AgentStateOptions>>().CurrentValue.Tasks;
    }

    /// <summary>Claims the task, runs the handler, stores the outcome, and reads the task.</summary>
    public async Task<TaskHandlerRun> RunAsync(ITaskHandler handler, AgentTask task, CancellationToken cancellationToken)
    {
        var name = stack.Documents.Root.Document(TaskDocument.Collection, task.Id);
        await TestedTask.StoreAsync(stack, name, task, cancellationToken).ConfigureAwait(false);
        var observed = new ObservedHandler(handler);
        var recorder = new ContextRecorder();
        var attempt = await ClaimAsync(task.Type, observed, recorder, cancellationToken).ConfigureAwait(false);
        var failure = await EndAsync(attempt, name, cancellationToken).ConfigureAwait(false);

        var found = await stack.Documents.GetAsync([name], cancellationToken).ConfigureAwait(false);
        return recorder.ToRun(TaskDocument.Read(found[0].Document!)) with { Failure = failure, Exception = observed.Exception };
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task<TaskAttempt> ClaimAsync(
        string type, ITaskHandler handler, ContextRecorder recorder, CancellationToken cancellationToken)
    {
        var agentId = type.Contains('/', StringComparison.Ordinal) ? "test-agent" : $"{type}-agent";
        var claimed = await services.GetRequiredService<ITaskQueue>().ClaimAsync(type, agentId, cancellationToken).ConfigureAwait(false);
        var worker = new TypeQueue(
            new TaskWorkerRegistration(Registration, type, agentId, options.Worker, _ => handler),
            new HostedAgent(agentId),
            NoPartitions.Instance,
            stack.Time);
        worker.Hold();
        var won = new WonClaim(claimed!.Task, claimed.Claim);
        return new TaskAttempt(won, worker, stack.Time.GetTimestamp(), tasks.LeaseDuration, stack.Time) { Observer = recorder };
    }

    private async Task<TaskFailure?> EndAsync(TaskAttempt attempt, string name, CancellationToken cancellationToken)
    {
        using var check = new HandlerCheck(services, stack.Time, Logger);
        var activities = services.GetRequiredKeyedService<ActivityForm>(Registration);
        var outcomes = new OutcomeRules(factory, new AttemptCompletion(stack, factory, activities, Logger), check, Logger);
        var runner = new AttemptRunner(services, stack, services.GetRequiredKeyedService<ClaimSteps>(Registration), outcomes, Logger);

        using var stop = cancellationToken.Register(() => attempt.Cancel(TaskCancellationReason.Shutdown));
        using var cancel = options.CancelAttempt.Register(() => _ = CancelAsync(attempt, name));
        var end = await runner.RunAsync(attempt).WaitAsync(cancellationToken).ConfigureAwait(false);
        return await StoreAsync(end).ConfigureAwait(false);
    }

    // The completion is stored, or replaced if the database refuses it, as a worker does it.
    private async Task<TaskFailure?> StoreAsync(AttemptOutcome end)
    {
        var batch = services.GetRequiredKeyedService<ClaimServices>(Registration).Batch;
        var renewals = services.GetRequiredKeyedService<TaskRenewals>(Registration);
        using var keeper = new LeaseKeeper(renewals, batch, factory, tasks, stack.Time, Logger);
        var completions = new PendingCompletions(new DispatcherInbox(stack.Time), keeper, factory, Logger);
        var failure = end.Failure;
        completions.Add(end);
        while (completions.TakeWaiting() is [var next, ..])
        {
            failure = next.Failure;
            completions.Settle(next, await TryWriteAsync(completions.Make(next)).ConfigureAwait(false));
        }

        return failure;
    }

    private async Task<Exception?> TryWriteAsync(ClaimCompletion completion)
    {
        try
        {
            await factory.WriteAsync(completion, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    // For these two reasons a worker cancels an attempt because another client has changed the task.
    private async Task CancelAsync(TaskAttempt attempt, string name)
    {
        try
        {
            switch (options.CancellationReason)
            {
                case TaskCancellationReason.CancelRequested:
                    await PatchAsync(name, TaskFields.CancelRequestedAt, Values.Of(stack.Clock.Now)).ConfigureAwait(false);
                    break;
                case TaskCancellationReason.LeaseLost:
                    await PatchAsync(name, TaskFields.ClaimToken, Values.Of(DocumentIds.New())).ConfigureAwait(false);
                    break;
            }
        }
        finally
        {
            attempt.Cancel(options.CancellationReason);
        }
    }

    private Task<CommitOutcome> PatchAsync(string name, string field, Value value) => stack.Documents.CommitAsync(
        [Writes.Patch(name, [KeyValuePair.Create(field, value)], [field])], CancellationToken.None);
}

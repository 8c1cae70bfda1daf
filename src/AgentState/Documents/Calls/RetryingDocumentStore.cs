using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace AgentState.Internal.Documents.Calls;

/// <summary>Retries calls that the database did not answer or rejected as busy.</summary>
/// <remarks>
/// A conflict of a retried write may be caused by its own first attempt. So a conflict after the first attempt is returned as unknown.
/// </remarks>
internal sealed class RetryingDocumentStore : IDocumentStore
{
    // After 30 minutes the service bills a resumed listener like a new one, and may reject its resume token.
    private static readonly TimeSpan LongestResume = TimeSpan.FromMinutes(30);

    private readonly IDocumentStore inner;
    private readonly ListenerMonitor pulses;
    private readonly RetryOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ResiliencePipeline pipeline;

    public RetryingDocumentStore(IDocumentStore inner, RetryOptions options, ListenerMonitor pulses, TimeProvider time, ILogger logger)
    {
        this.inner = inner;
        this.options = options;
        this.pulses = pulses;
        this.time = time;
        this.logger = logger;
        pipeline = options.MaxAttempts <= 1 ? ResiliencePipeline.Empty : Build(options, time, logger);
    }

    public DatabaseRoot Root => inner.Root;

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        RunAsync(token => inner.GetAsync(names, token), cancellationToken);

    public Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        RunAsync(token => inner.AggregateAsync(parent, query, token), cancellationToken);

    public async Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken)
    {
        var call = new QueryCall(inner, parent, query);
        return await RunAsync(call.RunAsync, cancellationToken).ConfigureAwait(false);
    }

    public async Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var call = new CommitCall(inner, writes);
        try
        {
            return await RunAsync(call.RunAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (StateUnavailableException error) when (call.MayHaveBeenApplied && !error.MayHaveBeenApplied)
        {
            // The last attempt was not applied, but an earlier one may have been.
            throw new StateUnavailableException(error.Message, mayHaveBeenApplied: true, error);
        }
    }

    public async Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var call = new BatchWriteCall(inner, writes);
        try
        {
            return await RunAsync(call.RunAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (StateUnavailableException error)
        {
            // Some writes may have an answer, so each has its own outcome.
            return call.GiveUp(error);
        }
    }

    public async IAsyncEnumerable<ListenSnapshot> ListenAsync(
        ListenTarget target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var history = new ListenHistory();
        using var pulse = pulses.Begin(target.Collection);
        for (var breaks = 1; ; breaks++)
        {
            var opened = time.GetTimestamp();
            history.Reopen();
            if (pulse.Age > LongestResume)
            {
                history.LosePlace();
            }

            var snapshots = inner.ListenAsync(target.Resuming(history.Place), cancellationToken);
            var stream = new ListenAttempt(snapshots, isResumed: history.Place is not null, cancellationToken);
            await using (stream.ConfigureAwait(false))
            {
                while (await stream.MoveNextAsync().ConfigureAwait(false))
                {
                    pulse.Beat();
                    if (history.Take(stream.Current) is { } snapshot)
                    {
                        yield return snapshot;
                    }
                }
            }

            if (stream.IsPlaceRefused)
            {
                history.LosePlace();
            }

            // A stream that closes right after its first snapshot costs as much as one that never opens, so it does not reset the back-off.
            breaks = stream.HasTold && time.GetElapsedTime(opened) > options.Delay * 10 ? 0 : breaks;
            var pause = PauseAfter(breaks);
            Log.ListenBroken(logger, target.Collection, pause, stream.Interruption);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    // A listener reconnects without a limit of attempts, with growing delays.
    private TimeSpan PauseAfter(int breaks)
    {
        var longest = Math.Min(options.Delay.TotalMilliseconds * Math.Pow(2, Math.Min(breaks, 30)), options.MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(Started, time.GetTimestamp());
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, attempt) => await attempt(context.CancellationToken).ConfigureAwait(false),
                context,
                attempt).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static readonly ResiliencePropertyKey<long> Started = new("agentstate.started");

    private static ResiliencePipeline Build(RetryOptions options, TimeProvider time, ILogger logger) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxAttempts - 1,
                Delay = options.Delay,
                MaxDelay = options.MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = retry => ValueTask.FromResult(
                    retry.Outcome.Exception is StateUnavailableException &&
                    time.GetElapsedTime(retry.Context.Properties.GetValue(Started, 0)) < options.Timeout),
                OnRetry = retry =>
                {
                    Log.CallRepeated(logger, retry.AttemptNumber + 2, retry.RetryDelay, retry.Outcome.Exception!);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}

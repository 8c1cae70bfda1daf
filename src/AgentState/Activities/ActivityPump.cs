using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents.Calls;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Activities;

/// <summary>Stores the buffered entries, one batch after the other.</summary>
/// <remarks>
/// If the database does not answer, the batch is kept and retried. If it refuses a batch, the batch is halved until the refused entry is
/// alone.
/// </remarks>
internal sealed class ActivityPump : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly DocumentStack stack;
    private readonly ActivityForm form;
    private readonly ActivityOptions options;
    private readonly ILogger logger;
    private readonly ActivitySender sender;
    private readonly ActivityTally tally;
    private readonly ActivityBuffer buffer;
    private readonly CancellationTokenSource ending = new();

    private Task running = Task.CompletedTask;
    private volatile Exception? lastError;

    public ActivityPump(DocumentStack stack, ActivityForm form, ActivityOptions options, ILogger<ActivityPump> logger)
    {
        this.stack = stack;
        this.form = form;
        this.options = options;
        this.logger = logger;
        sender = new ActivitySender(stack, form);
        tally = new ActivityTally(logger);
        buffer = new ActivityBuffer(options, stack.Time, tally, form, Start);
    }

    public ActivityBacklog Backlog => new()
    {
        Queued = buffer.Count,
        Dropped = tally.Dropped,
        Refused = tally.Refused,
    };

    public bool TryAdd(NewActivity activity) => buffer.TryAdd(Queued(activity));

    public ValueTask<bool> AddAsync(NewActivity activity, CancellationToken cancellationToken)
    {
        var entry = Queued(activity);
        cancellationToken.ThrowIfCancellationRequested();
        return buffer.AddAsync(entry, cancellationToken);
    }

    /// <summary>Waits until all entries buffered before this call are stored, dropped or refused.</summary>
    /// <exception cref="StateUnavailableException">Some entries are not stored after the flush timeout; they are still retried.</exception>
    public Task FlushAsync(CancellationToken cancellationToken) => FlushAsync(stack.Time, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!buffer.Close())
        {
            return;
        }

        try
        {
            // The system's clock, because a test clock does not advance during dispose.
            await FlushAsync(TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StateUnavailableException error)
        {
            Log.ActivityLeft(logger, buffer.Count, error);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        tally.LogDropped();
        ending.Dispose();
    }

    // Blocks up to the flush timeout, so that a container that is disposed synchronously also stores the entries.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task FlushAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.FlushTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await buffer.SettledAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StateUnavailableException(
                $"{buffer.Count} entries of the activity log were not stored within FlushTimeout ({options.FlushTimeout}); " +
                "they are kept and retried while the process runs.",
                mayHaveBeenApplied: true,
                lastError);
        }
    }

    private QueuedActivity Queued(NewActivity activity)
    {
        var write = form.Make(activity, form.Ids.Of(0));
        return new QueuedActivity(write, activity.Level, write.CalculateSize(), stack.Time.GetTimestamp());
    }

    // Without the execution context: the pump must not inherit the trace or the culture of the first caller.
    private void Start()
    {
        using var suppressed = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        running = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        while (await buffer.NextAsync(ending.Token).ConfigureAwait(false) is { } batch)
        {
            await SendAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(ActivityBatch whole)
    {
        var left = new Stack<ActivityBatch>([whole]);
        var pause = options.FlushInterval;
        while (left.TryPop(out var batch))
        {
            var error = await sender.TrySendAsync(batch, ending.Token).ConfigureAwait(false);
            ending.Token.ThrowIfCancellationRequested();
            tally.LogDropped();
            lastError = error;
            if (error is null)
            {
                buffer.Settle(batch.Entries.Count);
                pause = options.FlushInterval;
            }
            else if (!ActivitySender.IsRefusal(error))
            {
                left.Push(batch);
                Log.ActivityKept(logger, buffer.Count, pause, error);
                await buffer.PauseAsync(pause, ending.Token).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            else if (batch.Entries is [var single])
            {
                tally.Refuse(single, error);
                buffer.Settle(1);
            }
            else
            {
                var (first, second) = batch.Halves();
                left.Push(second);
                left.Push(first);
            }
        }
    }
}

using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Stores buffered entries, one batch after the other, for as long as there are any. What the database does not take for now is kept and tried again;
/// what it refuses is taken apart until the refused entry is by itself.
/// </summary>
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

    public ActivityBacklog Backlog => new(buffer.Count, tally.Dropped, tally.Refused);

    public bool TryAdd(NewActivity activity) => buffer.TryAdd(Queued(activity));

    public ValueTask<bool> AddAsync(NewActivity activity, CancellationToken cancellationToken)
    {
        var entry = Queued(activity);
        cancellationToken.ThrowIfCancellationRequested();
        return buffer.AddAsync(entry, cancellationToken);
    }

    /// <summary>Waits until all that was taken in before is stored, dropped or refused: within the deadline, or it throws and they are tried on.</summary>
    /// <exception cref="StateUnavailableException">Some are not stored yet.</exception>
    public Task FlushAsync(CancellationToken cancellationToken) => FlushAsync(stack.Time, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!buffer.Close())
        {
            return;
        }

        try
        {
            // As every farewell: by a clock that goes on.
            await FlushAsync(TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StateUnavailableException error)
        {
            Log.ActivityLeft(logger, buffer.Count, error);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        tally.TellDropped();
        ending.Dispose();
    }

    // A container that is disposed synchronously waits as well, for as long as the deadline says.
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
                $"{buffer.Count} entries of the activity log are not stored yet; they are kept, and tried again for as long as the process lives.",
                mayHaveBeenApplied: true,
                lastError);
        }
    }

    private QueuedActivity Queued(NewActivity activity)
    {
        var write = form.Make(activity, form.Ids.Of(0));
        return new QueuedActivity(write, activity.Level, write.CalculateSize(), stack.Time.GetTimestamp());
    }

    // It belongs to none of those who write: what the first of them carries along, a trace or a culture, is not to be its own.
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
            tally.TellDropped();
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

using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Sweeps when the time of a task has come. While no backlog is worked on and little is written, a listener reports which task is the next,
/// and when. A server evaluates a listener's query
/// at every write (the emulator searches all tasks for it), and so would slow down the work: beside a backlog the next task is looked for
/// by a query each second.
/// </summary>
internal sealed class DueWatch(DocumentStack stack, SharedListeners listeners, ITaskQueue queue, WorkMeter meter, TaskOptions options, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A timer takes no more than some 50 days.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    // In a pause. Beside so many writes a look costs next to nothing.
    private const int Many = 50;

    // Beside so many writes a listener that is opened anew costs next to nothing.
    private const int WritesOfAListener = 100;

    // How many are looked at where the first of them cannot be read.
    private const int Wide = 20;

    private Document? expected;
    private int width = 1;

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var current = new CurrentTask();
        while (true)
        {
            var written = meter.Count;
            try
            {
                var found = await stack.Documents
                    .QueryAsync(stack.Documents.Root.Parent, TaskQueries.NextDue(width).Build(), cancellationToken).ConfigureAwait(false);
                Expect(current, found.Documents, cancellationToken);
                await Task.Delay(Pause * (0.75 + (Random.Shared.NextDouble() / 2)), stack.Time, cancellationToken).ConfigureAwait(false);
                if (meter.Count - written < Many && !meter.HasBacklog)
                {
                    await ListenAsync(current, meter.Count + WritesOfAListener, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                HostingLog.TaskSweepFailed(logger, error);
                await Task.Delay(options.SweepInterval, stack.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ListenAsync(CurrentTask current, long until, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var busy = EndAsync();
        try
        {
            var listened = width;
            var target = ListenTarget.OfQuery(stack.Documents.Root.Parent, TaskQueries.NextDue(listened).Build());
            await foreach (var snapshot in listeners.ListenAsync(target, ending.Token).ConfigureAwait(false))
            {
                Expect(current, snapshot.Documents.Values.OrderBy(RunAtOf), cancellationToken);
                if (width > listened)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // There is much to do: the next one is looked for.
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await busy.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task EndAsync()
        {
            await meter.ReachAsync(until, ending.Token).ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }

    // The one before is no longer the next: whatever it was that it waited for. One that no sweep can read stays the first, and would hide
    // when the others are due: then more are looked at.
    private void Expect(CurrentTask current, IEnumerable<Document> ordered, CancellationToken cancellationToken)
    {
        var all = ordered.ToList();
        var next = all.Find(IsReadable) ?? all.FirstOrDefault();
        width = all.Count == 0 || IsReadable(all[0]) ? 1 : Wide;
        if (next?.Name != expected?.Name || next?.UpdateTime != expected?.UpdateTime)
        {
            expected = next;
            current.Replace(token => SweepAtAsync(next, token), cancellationToken);
        }
    }

    private bool IsReadable(Document document) => Readings.TryRead(stack.Documents.Root, document, TaskDocument.Read, out _, out _);

    private static DateTimeOffset RunAtOf(Document document) => document.Fields[TaskFields.RunAt].TimestampValue.ToDateTimeOffset();

    // Again and again, until it is seen that another task is the next.
    private async Task SweepAtAsync(Document? next, CancellationToken cancellationToken)
    {
        if (next?.Fields.GetValueOrDefault(TaskFields.RunAt)?.TimestampValue is not { } due)
        {
            return;
        }

        var early = due.ToDateTimeOffset() - stack.Clock.Now;
        for (; early > LongestDelay; early = due.ToDateTimeOffset() - stack.Clock.Now)
        {
            await Task.Delay(LongestDelay, stack.Time, cancellationToken).ConfigureAwait(false);
        }

        // Whoever is first changes what is next, and the others hear of it before they begin.
        var apart = options.SweepInterval / 60 * Random.Shared.NextDouble();
        await Task.Delay((early > TimeSpan.Zero ? early : TimeSpan.Zero) + apart, stack.Time, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            try
            {
                await queue.SweepAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                HostingLog.TaskSweepFailed(logger, error);
            }

            await Task.Delay(options.SweepInterval, stack.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}

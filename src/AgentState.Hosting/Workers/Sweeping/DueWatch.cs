using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Hosting.Workers.Attempts;
using AgentState.Internal.Hosting.Workers.Reporting;
using AgentState.Internal.Tasks;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Sweeping;
using AgentState.Internal.Watching;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Sweeping;

/// <summary>Sweeps when a scheduled task is due.</summary>
/// <remarks>
/// Without a backlog and with few writes, a listener reports the next due task and its time. A server evaluates a listener's query at every
/// write (the emulator searches all tasks for it), which would slow down the work. So during a backlog a query each second finds the next
/// due task instead.
/// </remarks>
internal sealed class DueWatch(
    DocumentStack stack, ListenerHub listeners, TaskSweeper sweeper, WorkMeter meter, TaskOptions options, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A timer takes at most about 50 days.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    // Writes per pause. Compared with these, the cost of a query is negligible.
    private const int Many = 50;

    // Compared with this number of writes, the cost of reopening a listener is negligible.
    private const int WritesOfAListener = 100;

    // The number of tasks read if the first one is unreadable.
    private const int Wide = 20;

    private Document? expected;
    private int width = 1;

    /// <summary>Runs until it is cancelled.</summary>
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
            // Many writes or a backlog: continue with queries.
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

    // Replaces the wait for the task that was next before. An unreadable task stays first because no sweep can change it, and would hide
    // the due times of the others. So more tasks are read then.
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

    // Repeats the sweep until another task is the next one.
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

        // The first process to sweep changes the next task, and the others receive that before they start.
        var apart = options.SweepInterval / 60 * Random.Shared.NextDouble();
        await Task.Delay((early > TimeSpan.Zero ? early : TimeSpan.Zero) + apart, stack.Time, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            try
            {
                await sweeper.SweepAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                HostingLog.TaskSweepFailed(logger, error);
            }

            await Task.Delay(options.SweepInterval, stack.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}

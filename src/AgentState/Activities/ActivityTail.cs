using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Watching;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Activities;

/// <summary>Follows the log: listens from shortly before the newest entry, and returns each entry once.</summary>
/// <remarks>
/// The listener holds only the newest entries. Entries that it skipped are counted and reported as missing. They are counted at once if the
/// listener holds none of the known entries, and again when late entries are visible.
/// </remarks>
internal sealed class ActivityTail(
    IDocumentStore documents,
    TimeProvider time,
    ListenerHub listeners,
    EntryReader reader,
    ActivityFilter filter,
    ActivityTailOptions options)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly TailState state = new(options.Buffer);

    // The gap to count again, and the time since when it waits for late entries.
    private (TailGap Gap, long Since)? recount;

    public async IAsyncEnumerable<ActivityTailItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (anchor, hasBegun) = (await AnchorAsync(cancellationToken).ConfigureAwait(false), false);
        while (true)
        {
            await foreach (var snapshot in ListenAsync(anchor, cancellationToken).ConfigureAwait(false))
            {
                if (snapshot is not null && state.Widen([.. snapshot.Documents.Values], snapshot.ReadTime))
                {
                    break;
                }

                var (missed, news) = snapshot switch
                {
                    null => (await RecountAsync(cancellationToken).ConfigureAwait(false), []),
                    _ when hasBegun => await GoOnAsync(snapshot, cancellationToken).ConfigureAwait(false),
                    _ => (0, await BeginAsync(snapshot, anchor, cancellationToken).ConfigureAwait(false)),
                };
                hasBegun = true;
                if (missed > 0)
                {
                    yield return new ActivityTailItem { Missed = missed };
                }

                foreach (var entry in reader.Read(news.Where(document => ActivityDocument.IsCurrent(document, snapshot!.ReadTime))))
                {
                    yield return new ActivityTailItem { Entry = entry };
                }

                if (snapshot is not null &&
                    state.NextAnchor([.. snapshot.Documents.Values], options.Overlap, snapshot.ReadTime) is { } next)
                {
                    anchor = next;
                    break;
                }
            }
        }
    }

    // Shortly before the newest entry, or before now if the log is empty. The bounds exclude values of other clients that are not
    // timestamps or lie in the future. A time in the future would hide every current entry.
    private async Task<Timestamp> AnchorAsync(CancellationToken cancellationToken)
    {
        var newest = await QueryAsync(until: null).ConfigureAwait(false);
        if (newest.Documents is [var first] && LogPosition.Of(first).Time > newest.ReadTime)
        {
            newest = await QueryAsync(newest.ReadTime.ToDateTimeOffset()).ConfigureAwait(false);
        }

        var from = newest.Documents is [var entry] ? LogPosition.Of(entry).Time : newest.ReadTime;
        return Timestamp.FromDateTimeOffset(from.ToDateTimeOffset() - options.Overlap);

        Task<QueryResult> QueryAsync(DateTimeOffset? until) => documents.QueryAsync(
            documents.Root.Parent,
            ActivityQueries.Listed(filter.Between(DateTimeOffset.UnixEpoch, until)).Limit(1).Build(),
            cancellationToken);
    }

    // The snapshots of the listener; null = the second count is due.
    private async IAsyncEnumerable<ListenSnapshot?> ListenAsync(
        Timestamp anchor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var target = ListenTarget.OfQuery(documents.Root.Parent, Since(anchor).Limit(state.Limit).Build());
        var listener = new ListenReader(listeners.ListenAsync(target, ending.Token));
        try
        {
            while (true)
            {
                if (recount is null && state.Unsettled is { } gap)
                {
                    recount = (gap, time.GetTimestamp());
                }

                if (await IsRecountDueAsync(listener.Next, cancellationToken).ConfigureAwait(false))
                {
                    yield return null;
                }
                else if (listener.TryTake() is { } snapshot)
                {
                    yield return snapshot;
                }
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await listener.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Waits until the second count is due, or the listener has a snapshot.
    private async Task<bool> IsRecountDueAsync(Task listener, CancellationToken cancellationToken)
    {
        if (recount is not { } waiting)
        {
            await Task.WhenAny(listener).ConfigureAwait(false);
            return false;
        }

        var left = options.Overlap - time.GetElapsedTime(waiting.Since);
        if (left > TimeSpan.Zero && !listener.IsCompleted)
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(listener, Task.Delay(left, time, timer.Token)).ConfigureAwait(false);
            await timer.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            left = options.Overlap - time.GetElapsedTime(waiting.Since);
        }

        return left <= TimeSpan.Zero;
    }

    private async Task<long> RecountAsync(CancellationToken cancellationToken)
    {
        var (gap, _) = recount!.Value;
        var counted = await CountAsync(gap, cancellationToken).ConfigureAwait(false);
        recount = null;
        return state.Settle(gap, counted);
    }

    // The last stored entries: those that the listener holds, and earlier ones up to the requested number.
    private async Task<IReadOnlyList<Document>> BeginAsync(ListenSnapshot snapshot, Timestamp anchor, CancellationToken cancellationToken)
    {
        var last = state.Begin([.. snapshot.Documents.Values], anchor).TakeLast(options.Last).ToList();
        if (last.Count < options.Last)
        {
            var before = await documents.QueryAsync(
                documents.Root.Parent,
                ActivityQueries.Listed(filter.Between(from: null, anchor.ToDateTimeOffset())).Limit(options.Last - last.Count).Build(),
                cancellationToken).ConfigureAwait(false);
            last.InsertRange(0, before.Documents.Reverse());
        }

        return last;
    }

    private async Task<(long Missed, IReadOnlyList<Document> News)> GoOnAsync(ListenSnapshot snapshot, CancellationToken cancellationToken)
    {
        var step = state.See([.. snapshot.Documents.Values], snapshot.Changes.Select(change => change.After).OfType<Document>());
        return step.Gap is { } gap
            ? (state.Miss(gap, await CountAsync(gap, cancellationToken).ConfigureAwait(false)), step.News)
            : (0, step.News);
    }

    private async Task<long> CountAsync(TailGap gap, CancellationToken cancellationToken)
    {
        var between = Since(gap.Above.Time).StartAfter(CursorAt(gap.Below));
        if (gap.Above.Name.Length > 0)
        {
            between.EndAt(CursorAt(gap.Above));
        }

        while (true)
        {
            try
            {
                var counted = await documents
                    .AggregateAsync(documents.Root.Parent, between.BuildCount(), cancellationToken).ConfigureAwait(false);
                return counted.Fields[DocumentQuery.CountAlias].IntegerValue;
            }
            catch (StateUnavailableException)
            {
                // Retry without a limit, as the listener does. The store has already logged its own retries.
                await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static IEnumerable<Value> CursorAt(LogPosition position) =>
        [new Value { TimestampValue = position.Time }, Values.Reference(position.Name)];

    private DocumentQuery Since(Timestamp anchor) => ActivityQueries.Listed(filter.Between(anchor.ToDateTimeOffset(), until: null));
}

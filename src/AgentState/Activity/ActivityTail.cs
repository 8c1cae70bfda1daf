using System.Runtime.CompilerServices;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Follows the log: listens from a little before its newest entry on, and tells what it has not told. The listener holds the newest entries; who falls so far behind
/// that it cannot hold them all is told how many are missing.
/// </summary>
internal sealed class ActivityTail(IDocumentStore documents, SharedListeners listeners, ActivityFilter filter, ActivityTailOptions options)
{
    private readonly TailState state = new(options.Buffer);

    public async IAsyncEnumerable<ActivityTailItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var anchor = await AnchorAsync(cancellationToken).ConfigureAwait(false);
        var hasBegun = false;
        while (true)
        {
            var target = ListenTarget.OfQuery(documents.Root.Parent, Since(anchor).Limit(options.Buffer).Build());
            await foreach (var snapshot in listeners.ListenAsync(target, cancellationToken).ConfigureAwait(false))
            {
                Document[] held = [.. snapshot.Documents.Values];
                var step = hasBegun
                    ? state.See(held, snapshot.Changes.Select(change => change.After).OfType<Document>())
                    : new TailStep(await BeginAsync(held, anchor, cancellationToken).ConfigureAwait(false));
                hasBegun = true;
                if (step.Gap is { } gap && await MissedAsync(gap, anchor, cancellationToken).ConfigureAwait(false) is > 0 and var missed)
                {
                    yield return new ActivityTailItem { Missed = missed };
                }

                foreach (var document in step.News.Where(document => ActivityDocument.IsCurrent(document, snapshot.ReadTime)))
                {
                    yield return new ActivityTailItem { Entry = ActivityDocument.Read(document) };
                }

                if (state.NextAnchor(held, options.Overlap) is { } next)
                {
                    anchor = next;
                    break;
                }
            }
        }
    }

    // A little before the newest entry, or before now where there is none. The bound keeps away what other programs may have as a time that is none.
    private async Task<Timestamp> AnchorAsync(CancellationToken cancellationToken)
    {
        var newest = await documents
            .QueryAsync(documents.Root.Parent, ActivityQueries.Listed(filter.Between(DateTimeOffset.UnixEpoch, until: null)).Limit(1).Build(), cancellationToken).ConfigureAwait(false);
        var from = newest.Documents is [var entry, ..] ? LogPosition.Of(entry).Time : newest.ReadTime;
        return Timestamp.FromDateTimeOffset(from.ToDateTimeOffset() - options.Overlap);
    }

    // The last ones that are there already: those that the listener holds, and as many before them as are wanted.
    private async Task<IReadOnlyList<Document>> BeginAsync(Document[] held, Timestamp anchor, CancellationToken cancellationToken)
    {
        var last = state.Begin(held).TakeLast(options.Last).ToList();
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

    private async Task<long> MissedAsync(TailGap gap, Timestamp anchor, CancellationToken cancellationToken)
    {
        var between = Since(anchor).StartAfter(CursorAt(gap.Below));
        if (gap.Above is { } above)
        {
            between.EndBefore(CursorAt(above));
        }

        var counted = await documents.AggregateAsync(documents.Root.Parent, between.BuildCount(), cancellationToken).ConfigureAwait(false);
        return counted.Fields[DocumentQuery.CountAlias].IntegerValue - gap.Known;
    }

    private static IEnumerable<Value> CursorAt(LogPosition position) => [new Value { TimestampValue = position.Time }, Values.Reference(position.Name)];

    private DocumentQuery Since(Timestamp anchor) => ActivityQueries.Listed(filter.Between(anchor.ToDateTimeOffset(), until: null));
}

using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Activities;

/// <summary>Tracks the entries that a tail has returned, as far back as it listens; does no I/O.</summary>
/// <remarks>
/// With it each entry is returned once, even if the listener repeats it. It also detects entries that the listener may have skipped.
/// </remarks>
/// <param name="buffer">The number of newest entries that the listener holds, if none has a time in the future.</param>
internal sealed class TailState(int buffer)
{
    // Bounds the memory and the reads that entries with a time in the future can cost.
    private const int MostBuffers = 10;

    private readonly Dictionary<string, LogPosition> known = new(StringComparer.Ordinal);

    // All entries below this position were returned or reported as missing. Entries that appear below it later are ignored.
    private LogPosition settled;

    // Entries below this position are not returned any more, only reported as missing: the listener has passed it, or they were stored
    // before the tail began.
    private LogPosition floor;

    // The number of entries between the two positions that were returned or reported as missing.
    private long passed;

    // The number of entries that the listener holds in addition, because others have a time in the future.
    private int extra;

    /// <summary>The largest number of entries that the listener holds, the newest ones.</summary>
    public int Limit => buffer + extra;

    /// <summary>The part that the listener has passed and that may hold entries which became visible late; null = none.</summary>
    public TailGap? Unsettled => settled == floor ? null : new TailGap(settled, floor, passed);

    /// <summary>Raises the limit if entries with a time in the future leave too little of it for the others.</summary>
    /// <remarks>The future entries are the newest ones, so they would hide every current entry.</remarks>
    /// <returns>Whether the limit was raised; then ignore these documents and listen again.</returns>
    public bool Widen(IReadOnlyCollection<Document> documents, Timestamp now)
    {
        if (documents.Count < Limit)
        {
            return false;
        }

        var future = documents.Count(document => LogPosition.Of(document).Time > now);
        var needed = Math.Min(2 * future, (MostBuffers - 1) * buffer);
        if (Limit - future > buffer / 2 || needed <= extra)
        {
            return false;
        }

        extra = needed;
        return true;
    }

    /// <summary>Starts the tail with the entries that the listener holds at first.</summary>
    /// <returns>The entries in the log's order.</returns>
    public IReadOnlyList<Document> Begin(IReadOnlyCollection<Document> documents, Timestamp anchor)
    {
        var ordered = Learn(documents);
        settled = floor = documents.Count < Limit ? LogPosition.From(anchor) : LogPosition.Of(ordered[0]);
        return ordered;
    }

    /// <summary>Applies a snapshot: the documents that the listener holds, and those that have changed.</summary>
    public TailStep See(IReadOnlyCollection<Document> documents, IEnumerable<Document> changed)
    {
        // If the listener holds none of the known entries, there may be others between those and the ones it holds.
        var isGap = !documents.Any(document => known.ContainsKey(document.Name));
        var news = Learn(changed.Where(document => !known.ContainsKey(document.Name) && !LogPosition.Of(document).IsBelow(floor)));
        var lowest = documents.Count < Limit ? floor : documents.Select(LogPosition.Of).Min(LogPosition.Order);
        if (!floor.IsBelow(lowest))
        {
            return new TailStep(news);
        }

        var (above, left) = (floor, Pass(lowest));
        return new TailStep(news, isGap ? new TailGap(above, lowest, left) : null);
    }

    /// <summary>Applies the count of the gap of a step.</summary>
    /// <returns>The number of missing entries in it.</returns>
    public long Miss(TailGap gap, long counted)
    {
        // Not negative: known entries may have been deleted before the count.
        var missed = Math.Max(0, counted - gap.Known);
        passed += missed;
        return missed;
    }

    /// <summary>Applies the count of an earlier value of <see cref="Unsettled"/>.</summary>
    /// <returns>The number of its entries that were never returned or reported.</returns>
    public long Settle(TailGap gap, long counted)
    {
        settled = gap.Below;
        passed -= gap.Known;
        return Math.Max(0, counted - gap.Known);
    }

    /// <summary>The time from which to listen next, if most of the held entries are older than the overlap; null = no change.</summary>
    public Timestamp? NextAnchor(IReadOnlyCollection<Document> documents, TimeSpan overlap, Timestamp now)
    {
        // Ignore entries with a time in the future: they do not show how far the listener has come.
        var positions = documents.Select(LogPosition.Of).Where(position => position.Time <= now).ToList();
        if (positions.Count <= buffer / 2)
        {
            return null;
        }

        var next = Timestamp.FromDateTimeOffset(positions.Max(LogPosition.Order).Time.ToDateTimeOffset() - overlap);
        if (positions.Count(position => position.Time < next) < positions.Count / 2)
        {
            return null;
        }

        var isSettled = Unsettled is null;
        Pass(LogPosition.From(next));
        if (isSettled)
        {
            (settled, passed) = (floor, 0);
        }

        return next;
    }

    // From now on the listener holds no entry below this position.
    private int Pass(LogPosition below)
    {
        var left = known.Where(entry => entry.Value.IsBelow(below)).Select(entry => entry.Key).ToList();
        foreach (var name in left)
        {
            known.Remove(name);
        }

        floor = below;
        passed += left.Count;
        return left.Count;
    }

    private List<Document> Learn(IEnumerable<Document> documents)
    {
        var ordered = documents.OrderBy(LogPosition.Of, LogPosition.Order).ToList();
        foreach (var document in ordered)
        {
            known[document.Name] = LogPosition.Of(document);
        }

        return ordered;
    }
}

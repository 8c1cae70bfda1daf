using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// What a tail has told, as far back as it listens: by it each entry is told once, whatever a listener tells again, and where a listener cannot have told all, that is noticed. Pure.
/// </summary>
/// <param name="buffer">How many entries the listener holds at most, the newest ones.</param>
internal sealed class TailState(int buffer)
{
    private readonly Dictionary<string, LogPosition> known = new(StringComparer.Ordinal);

    // Up to here all is told, as entries or as missing; what comes below it later is not looked for.
    private LogPosition settled;

    // What stands below it is not told any more, but as missing: the listener has passed it, or it was there before the tail began.
    private LogPosition floor;

    // How many between the two were told, as entries or as missing.
    private long passed;

    /// <summary>What the listener has passed of late: entries that were seen late may stand there that it never held. Null = nothing.</summary>
    public TailGap? Unsettled => settled == floor ? null : new TailGap(settled, floor, passed);

    /// <summary>What is there when the tail begins to listen from somewhere: all of it is known from then on.</summary>
    /// <returns>The entries in the log's order.</returns>
    public IReadOnlyList<Document> Begin(IReadOnlyCollection<Document> documents, Timestamp anchor)
    {
        var ordered = Learn(documents);
        settled = floor = documents.Count < buffer ? LogPosition.From(anchor) : LogPosition.Of(ordered[0]);
        return ordered;
    }

    /// <summary>Takes a snapshot in: what a listener holds, and what of it has changed.</summary>
    public TailStep See(IReadOnlyCollection<Document> documents, IEnumerable<Document> changed)
    {
        // The newest entries, and none of them known: between them and those that were known there may be others.
        var isGap = !documents.Any(document => known.ContainsKey(document.Name));
        var news = Learn(changed.Where(document => !known.ContainsKey(document.Name) && !LogPosition.Of(document).IsBelow(floor)));
        var lowest = documents.Count < buffer ? floor : documents.Select(LogPosition.Of).Min(LogPosition.Order);
        if (!floor.IsBelow(lowest))
        {
            return new TailStep(news);
        }

        var (above, left) = (floor, Pass(lowest));
        return new TailStep(news, isGap ? new TailGap(above, lowest, left) : null);
    }

    /// <summary>A gap that a step told of was counted.</summary>
    /// <returns>How many are missing in it.</returns>
    public long Miss(TailGap gap, long counted)
    {
        // Those that were deleted meanwhile are not counted.
        var missed = Math.Max(0, counted - gap.Known);
        passed += missed;
        return missed;
    }

    /// <summary>What was <see cref="Unsettled"/> some time ago was counted now.</summary>
    /// <returns>How many of it were never told.</returns>
    public long Settle(TailGap gap, long counted)
    {
        settled = gap.Below;
        passed -= gap.Known;
        return Math.Max(0, counted - gap.Known);
    }

    /// <summary>From where to listen on, where too much of what the listener holds lies further back than it has to; null = go on as it is.</summary>
    public Timestamp? NextAnchor(IReadOnlyCollection<Document> documents, TimeSpan overlap, Timestamp now)
    {
        if (documents.Count <= buffer / 2)
        {
            return null;
        }

        // An entry in the future is not what the listener has come to.
        var positions = documents.Select(LogPosition.Of).Where(position => position.Time <= now).ToList();
        if (positions.Count == 0)
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

    // From now on the listener holds nothing below it.
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

using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// What a tail has told, as far back as it listens: by it each entry is told once, whatever a listener tells again, and where a listener cannot have told all, that is noticed. Pure.
/// </summary>
/// <param name="buffer">How many entries the listener holds at most, the newest ones.</param>
internal sealed class TailState(int buffer)
{
    private readonly Dictionary<string, LogPosition> known = new(StringComparer.Ordinal);

    // What stands below it is not told any more: it was told as missing, or was there before the tail began.
    private LogPosition? floor;

    /// <summary>What is there when the tail begins: all of it is known from then on.</summary>
    /// <returns>The entries in the log's order.</returns>
    public IReadOnlyList<Document> Begin(IReadOnlyCollection<Document> documents)
    {
        var ordered = Learn(documents);
        if (documents.Count >= buffer)
        {
            floor = LogPosition.Of(ordered[0]);
        }

        return ordered;
    }

    /// <summary>Takes a snapshot in: what a listener holds, and what of it has changed.</summary>
    public TailStep See(IReadOnlyCollection<Document> documents, IEnumerable<Document> changed)
    {
        var isFull = documents.Count >= buffer;

        // The newest entries, and none of them known: between them and those that were known there may be others.
        var isGap = isFull && !documents.Any(document => known.ContainsKey(document.Name));
        var news = Learn(changed.Where(document => !known.ContainsKey(document.Name) && !IsBelow(LogPosition.Of(document), floor)));
        if (!isFull)
        {
            return new TailStep(news);
        }

        var (above, below) = (floor, documents.Select(LogPosition.Of).Min(LogPosition.Order));
        var between = known.Values.Count(position => position.IsBelow(below) && !IsBelow(position, above) && position != above);
        Keep(documents.Select(document => document.Name).ToHashSet(StringComparer.Ordinal));
        floor = below;
        return new TailStep(news, isGap ? new TailGap(above, below, between) : null);
    }

    /// <summary>From where to listen on, where too much of what the listener holds lies further back than it has to; null = go on as it is.</summary>
    public Timestamp? NextAnchor(IReadOnlyCollection<Document> documents, TimeSpan overlap)
    {
        if (documents.Count <= buffer / 2)
        {
            return null;
        }

        var positions = documents.Select(LogPosition.Of).ToList();
        var anchor = Timestamp.FromDateTimeOffset(positions.Max(LogPosition.Order).Time.ToDateTimeOffset() - overlap);
        if (positions.Count(position => position.Time < anchor) < documents.Count / 2)
        {
            return null;
        }

        Keep(positions.Where(position => position.Time >= anchor).Select(position => position.Name).ToHashSet(StringComparer.Ordinal));
        return anchor;
    }

    private static bool IsBelow(LogPosition position, LogPosition? other) => other is { } bound && position.IsBelow(bound);

    private void Keep(HashSet<string> names)
    {
        foreach (var name in known.Keys.Where(name => !names.Contains(name)).ToList())
        {
            known.Remove(name);
        }
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

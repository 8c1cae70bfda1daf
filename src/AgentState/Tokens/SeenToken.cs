namespace AgentState;

/// <summary>What was read of a key, and when.</summary>
/// <param name="Snapshot">The document.</param>
/// <param name="Stored">What it tells.</param>
/// <param name="AskedAt">Before the read, by the monotonic clock.</param>
internal sealed record SeenToken(DocumentSnapshot Snapshot, StoredToken Stored, long AskedAt)
{
    // A record prints its members; these are for nobody to see.
    public override string ToString() => nameof(SeenToken);

    /// <summary>
    /// What the database's time is at most: it cannot have read before it was asked. The clock of the stack tells what it is at least, and both are needed: a lease of one's own
    /// ends by the one, somebody else's by the other.
    /// </summary>
    public DateTimeOffset Latest(DocumentStack stack)
    {
        var (latest, least) = (Snapshot.ReadTime!.ToDateTimeOffset() + stack.Time.GetElapsedTime(AskedAt), stack.Clock.Now);
        return latest > least ? latest : least;
    }
}

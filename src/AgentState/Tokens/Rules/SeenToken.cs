using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Rules;

/// <summary>A document as read, and when it was requested.</summary>
/// <param name="Snapshot">The document.</param>
/// <param name="Stored">Its contents.</param>
/// <param name="AskedAt">The monotonic timestamp before the read.</param>
internal sealed record SeenToken(DocumentSnapshot Snapshot, StoredToken Stored, long AskedAt)
{
    // The generated ToString would print all members.
    public override string ToString() => nameof(SeenToken);

    /// <summary>The upper bound of the database's current time.</summary>
    /// <remarks>
    /// The database cannot have read before it was asked. The clock of the stack is the lower bound. A process checks its own lease against
    /// the upper bound, and another process's lease against the lower bound.
    /// </remarks>
    public DateTimeOffset Latest(DocumentStack stack)
    {
        var (latest, least) = (Snapshot.ReadTime!.ToDateTimeOffset() + stack.Time.GetElapsedTime(AskedAt), stack.Clock.Now);
        return latest > least ? latest : least;
    }
}

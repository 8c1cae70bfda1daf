namespace AgentState;

/// <summary>A grant that a service has issued, and the database has not taken yet.</summary>
/// <param name="Known">What was read before the refresh.</param>
/// <param name="Consumed">The grant in it; null where there was none.</param>
/// <param name="Given">What the refresher returned.</param>
internal sealed record UnsavedGrant(DocumentSnapshot Known, TokenGrant? Consumed, NewGrant Given)
{
    // A record prints its members; these are for nobody to see.
    public override string ToString() => nameof(UnsavedGrant);
}

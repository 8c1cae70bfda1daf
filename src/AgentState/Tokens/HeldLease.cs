namespace AgentState;

/// <summary>A lease that was taken, and what it was taken for.</summary>
/// <param name="Key">The grant's key.</param>
/// <param name="Name">The document's name.</param>
/// <param name="Known">The document with the lease in it; null = it has to be read.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Consumed">The grant that is to be replaced; null = there is none.</param>
/// <param name="Shape">What else than the key shapes the token.</param>
internal sealed record HeldLease(string Key, string Name, DocumentSnapshot? Known, RefreshLease Lease, TokenGrant? Consumed, string? Shape)
{
    /// <summary>What the service has given under it.</summary>
    public UnsavedGrant With(NewGrant given) => new()
    {
        Name = Name,
        Known = Known,
        Consumed = Consumed,
        Lease = Lease,
        Given = given,
        Shape = Shape,
    };

    // A record prints its members; these are for nobody to see.
    public override string ToString() => nameof(HeldLease);
}

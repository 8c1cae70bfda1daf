namespace AgentState;

/// <summary>A grant that a service has issued, and the database has not taken yet.</summary>
internal sealed record UnsavedGrant
{
    /// <summary>The document's name.</summary>
    public required string Name { get; init; }

    /// <summary>The document with the lease in it, as it was before the service was called; null = it has to be read.</summary>
    public DocumentSnapshot? Known { get; init; }

    /// <summary>The grant in it; null where there was none.</summary>
    public TokenGrant? Consumed { get; init; }

    /// <summary>The lease under which it was asked for.</summary>
    public required RefreshLease Lease { get; init; }

    /// <summary>What the refresher returned, times cut as they are stored.</summary>
    public required NewGrant Given { get; init; }

    /// <summary>What else than the key it was asked for with.</summary>
    public string? Shape { get; init; }

    // A record prints its members; these are for nobody to see.
    public override string ToString() => nameof(UnsavedGrant);
}

namespace AgentState;

/// <summary>What becomes of a pair that a service has issued.</summary>
internal enum GrantPlace
{
    /// <summary>Somebody else has decided about the key: it is not stored.</summary>
    Nowhere,

    /// <summary>It is stored, as good as any.</summary>
    Valid,

    /// <summary>It is stored; its lease was taken over meanwhile, and whether the service still takes it is not known.</summary>
    Unverified,

    /// <summary>It is stored to be revoked: the grant was, while it was being refreshed.</summary>
    Revoked,
}

using AgentState.Internal.Documents;
using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Rules;

/// <summary>An issued grant that is not stored yet.</summary>
internal sealed record UnsavedGrant
{
    /// <summary>The document's name.</summary>
    public required string Name { get; init; }

    /// <summary>The document with the lease, as it was before the service was called; null = it must be read.</summary>
    public DocumentSnapshot? Known { get; init; }

    /// <summary>The grant that the refresh replaces; null if there was none.</summary>
    public TokenGrant? Consumed { get; init; }

    /// <summary>The lease that the grant was requested under.</summary>
    public required RefreshLease Lease { get; init; }

    /// <summary>The grant from the refresher, with its expiry truncated to microseconds.</summary>
    public required NewGrant Given { get; init; }

    /// <summary>The request fingerprint; null = none.</summary>
    public string? RequestFingerprint { get; init; }

    // The generated ToString would print all members.
    public override string ToString() => nameof(UnsavedGrant);
}

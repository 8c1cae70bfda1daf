using AgentState.Internal.Documents;
using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Rules;

/// <summary>A lease that this process took, and the grant that it refreshes.</summary>
/// <param name="Key">The grant's key.</param>
/// <param name="Name">The document's name.</param>
/// <param name="Known">The document including the lease; null = it must be read.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Consumed">The grant to replace; null = there is none.</param>
/// <param name="RequestFingerprint">The request fingerprint; null = none.</param>
internal sealed record HeldLease(
    string Key, string Name, DocumentSnapshot? Known, RefreshLease Lease, TokenGrant? Consumed, string? RequestFingerprint)
{
    /// <summary>The grant that the service issued under this lease.</summary>
    public UnsavedGrant With(NewGrant given) => new()
    {
        Name = Name,
        Known = Known,
        Consumed = Consumed,
        Lease = Lease,
        Given = given,
        RequestFingerprint = RequestFingerprint,
    };

    // The generated ToString would print all members.
    public override string ToString() => nameof(HeldLease);
}

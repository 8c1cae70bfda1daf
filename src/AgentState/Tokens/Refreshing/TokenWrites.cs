using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tokens.Rules;
using AgentState.Internal.Tokens.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Creates the vault's writes, each as the write of one document in a commit. Pure.</summary>
internal sealed class TokenWrites(TokenDocument form)
{
    /// <summary>Stores a grant that a caller saved, in place of any other, and ends a refresh of the previous grant.</summary>
    public StateChange Save(DatabaseRoot root, string key, NewGrant grant) =>
        StateChange.Blind(form.Store(TokenDocument.NameOf(root, key), grant, fingerprint: null, mark: null, endsLease: true));

    public static StateChange Delete(DatabaseRoot root, string key) => StateChange.Blind(Writes.Delete(TokenDocument.NameOf(root, key)));

    /// <summary>Takes the lease if the document is unchanged since it was read.</summary>
    /// <remarks>The condition guarantees that the refresh token that is sent afterwards is the stored one.</remarks>
    public StateChange TakeLease(DocumentSnapshot seen, RefreshLease lease) => new()
    {
        Name = seen.Name,
        Decide = snapshot => TokenDocument.Lease(snapshot, lease),
        IsMine = snapshot => RefreshLeaseRules.IsCurrent(form.Read(snapshot).Lease, lease),
    };

    /// <summary>Stores the result of a refresh if the consumed grant is still the stored one.</summary>
    /// <remarks>
    /// A grant that was deleted in the meantime is not restored, and one that was saved in the meantime is not overwritten.
    /// </remarks>
    public StateChange SaveRefreshed(UnsavedGrant grant) => new()
    {
        Name = grant.Name,
        Known = grant.Known,
        Decide = snapshot => snapshot.Document is not { } document ? null
            : form.Read(document) is var stored && IsStored(stored, grant) ? EndOf(document, stored, grant.Lease)
            : Store(snapshot, grant),
        IsMine = snapshot => IsStored(form.Read(snapshot), grant),
    };

    /// <summary>Whether this pair is the stored one.</summary>
    public static bool IsStored(StoredToken stored, UnsavedGrant grant) =>
        stored.Grant is { } there && there.AccessToken == grant.Given.AccessToken && there.RefreshToken == grant.Given.RefreshToken &&
        there.ExpiresAt == grant.Given.ExpiresAt;

    /// <summary>Marks a grant that the service refused, if it is still the stored one and the lease was not taken over.</summary>
    public StateChange Refuse(DocumentSnapshot? known, string name, TokenGrant refused, RefreshLease lease, GrantFailure failure) =>
        EndLease(
            known,
            name,
            lease,
            _ => failure,
            TokenStateText.NeedsReauthorization,
            stored => stored.Grant is { } grant && RefreshRules.IsSame(grant, refused));

    /// <summary>Releases the lease and stores the failure, unless the lease was taken over.</summary>
    /// <param name="known">The document as it was when the lease was taken; null = read it.</param>
    /// <param name="name">The document's name.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="failure">Returns the new failure for the stored previous one; null = none.</param>
    public StateChange Release(DocumentSnapshot? known, string name, RefreshLease lease, Func<GrantFailure?, GrantFailure?> failure) =>
        EndLease(known, name, lease, failure, state: null, _ => true);

    /// <summary>Marks a grant as revoked, so that no process uses it; a marked grant stays unchanged.</summary>
    public static StateChange Revoke(DatabaseRoot root, string key, GrantFailure failure) => new()
    {
        Name = TokenDocument.NameOf(root, key),
        Decide = snapshot => snapshot.Document is { } document && TokenDocument.CanBeRevoked(document)
            ? TokenDocument.Revoke(document, failure)
            : null,
    };

    /// <summary>Deletes a revoked grant, if it is still the one that was revoked.</summary>
    public StateChange DeleteRevoked(DatabaseRoot root, string key, TokenGrant revoked) => new()
    {
        Name = TokenDocument.NameOf(root, key),
        Decide = snapshot => form.Read(snapshot) is { IsRevoked: true, Grant: { } grant } && grant.AccessToken == revoked.AccessToken
            ? Writes.Delete(snapshot.Name)
            : null,
    };

    // The pair is already stored; only the lease may have to be released.
    private static Write? EndOf(Document document, StoredToken stored, RefreshLease lease) =>
        RefreshLeaseRules.IsCurrent(stored.Lease, lease) ? TokenDocument.Release(document, failure: null, state: null) : null;

    private Write? Store(DocumentSnapshot snapshot, UnsavedGrant grant)
    {
        var stored = form.Read(snapshot);
        GrantStatus? mark;
        switch (RefreshRules.DispositionOf(stored, grant.Consumed, grant.Lease))
        {
            case GrantDisposition.Valid:
                mark = null;
                break;
            case GrantDisposition.Unverified:
                mark = new GrantStatus(TokenStateText.Unverified);
                break;
            case GrantDisposition.Revoked:
                mark = new GrantStatus(TokenStateText.NeedsReauthorization, stored.Failure);
                break;
            default:
                return null;
        }

        var endsLease = RefreshLeaseRules.IsCurrent(stored.Lease, grant.Lease);
        return form.Store(snapshot.Name, grant.Given, grant.RequestFingerprint, mark, endsLease);
    }

    private StateChange EndLease(
        DocumentSnapshot? known,
        string name,
        RefreshLease lease,
        Func<GrantFailure?, GrantFailure?> failure,
        string? state,
        Func<StoredToken, bool> isMeant)
    {
        return new StateChange { Name = name, Known = known, Decide = Decide };

        Write? Decide(DocumentSnapshot snapshot) =>
            snapshot.Document is { } document && form.Read(document) is var stored &&
            RefreshLeaseRules.IsCurrent(stored.Lease, lease) && isMeant(stored)
                ? TokenDocument.Release(document, stored.IsRevoked ? null : failure(stored.Failure), state)
                : null;
    }
}

using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The writes of the vault, each as one document's part in a commit. Pure.</summary>
internal sealed class TokenChanges(TokenDocument form)
{
    /// <summary>Stores a grant that somebody has consented to, in the place of any other. Whoever refreshes the other one has nothing to say any more.</summary>
    public StateChange Save(DatabaseRoot root, string key, NewGrant grant) =>
        StateChange.Blind(form.Store(TokenDocument.NameOf(root, key), grant, shape: null, mark: null, endsLease: true));

    public static StateChange Delete(DatabaseRoot root, string key) => StateChange.Blind(Writes.Delete(TokenDocument.NameOf(root, key)));

    /// <summary>Takes the lease, on condition that the document is as it was seen: the refresh token in it is what is sent then.</summary>
    public StateChange TakeLease(DocumentSnapshot seen, RefreshLease lease) => new()
    {
        Name = seen.Name,
        Decide = snapshot => TokenDocument.Lease(snapshot, lease),
        IsMine = snapshot => RefreshLeases.IsCurrent(form.Read(snapshot).Lease, lease),
    };

    /// <summary>
    /// Stores what a refresh brought, if what it consumed is still what is stored. A grant that was deleted meanwhile is not brought back,
    /// one that was put there meanwhile is not overwritten.
    /// </summary>
    public StateChange SaveRefreshed(UnsavedGrant grant) => new()
    {
        Name = grant.Name,
        Known = grant.Known,
        Decide = snapshot => snapshot.Document is not { } document ? null
            : form.Read(document) is var stored && IsStored(stored, grant) ? EndOf(document, stored, grant.Lease)
            : Store(snapshot, grant),
        IsMine = snapshot => IsStored(form.Read(snapshot), grant),
    };

    /// <summary>Whether the pair is what is stored.</summary>
    public static bool IsStored(StoredToken stored, UnsavedGrant grant) =>
        stored.Grant is { } there && there.AccessToken == grant.Given.AccessToken && there.RefreshToken == grant.Given.RefreshToken &&
        there.ExpiresAt == grant.Given.ExpiresAt;

    /// <summary>Marks a grant that the service refused, if it is still the one that was refused, and nobody has taken the lease over.</summary>
    public StateChange Refuse(DocumentSnapshot? known, string name, TokenGrant refused, RefreshLease lease, GrantFailure failure) => EndLease(
        known, name, lease, _ => failure, TokenStateText.NeedsReauthorization, stored => stored.Grant is { } grant && RefreshDecisions.IsSame(grant, refused));

    /// <summary>Gives the lease back, with what went wrong, if nobody has taken it over.</summary>
    /// <param name="known">The document as it was when the lease was taken; null = read it.</param>
    /// <param name="name">The document's name.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="failure">What went wrong, beside what is stored of the failure before; null = nothing.</param>
    public StateChange Release(DocumentSnapshot? known, string name, RefreshLease lease, Func<GrantFailure?, GrantFailure?> failure) =>
        EndLease(known, name, lease, failure, state: null, _ => true);

    /// <summary>Marks a grant as revoked, so that nobody uses it any more. One that is marked already is left as it is.</summary>
    public static StateChange Revoke(DatabaseRoot root, string key, GrantFailure failure) => new()
    {
        Name = TokenDocument.NameOf(root, key),
        Decide = snapshot => snapshot.Document is { } document && TokenDocument.CanBeRevoked(document) ? TokenDocument.Revoke(document, failure) : null,
    };

    /// <summary>Takes a revoked grant away, if it is still the one that was revoked.</summary>
    public StateChange DeleteRevoked(DatabaseRoot root, string key, TokenGrant revoked) => new()
    {
        Name = TokenDocument.NameOf(root, key),
        Decide = snapshot => form.Read(snapshot) is { IsRevoked: true, Grant: { } grant } && grant.AccessToken == revoked.AccessToken
            ? Writes.Delete(snapshot.Name)
            : null,
    };

    // It is there already, by whatever way: what is left to do is to give the lease back.
    private static Write? EndOf(Document document, StoredToken stored, RefreshLease lease) =>
        RefreshLeases.IsCurrent(stored.Lease, lease) ? TokenDocument.Release(document, failure: null, state: null) : null;

    private Write? Store(DocumentSnapshot snapshot, UnsavedGrant grant)
    {
        var stored = form.Read(snapshot);
        GrantMark? mark;
        switch (RefreshDecisions.PlaceOf(stored, grant.Consumed, grant.Lease))
        {
            case GrantPlace.Valid:
                mark = null;
                break;
            case GrantPlace.Unverified:
                mark = new GrantMark(TokenStateText.Unverified);
                break;
            case GrantPlace.Revoked:
                mark = new GrantMark(TokenStateText.NeedsReauthorization, stored.Failure);
                break;
            default:
                return null;
        }

        return form.Store(snapshot.Name, grant.Given, grant.Shape, mark, endsLease: RefreshLeases.IsCurrent(stored.Lease, grant.Lease));
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
            snapshot.Document is { } document && form.Read(document) is var stored && RefreshLeases.IsCurrent(stored.Lease, lease) && isMeant(stored)
                ? TokenDocument.Release(document, stored.IsRevoked ? null : failure(stored.Failure), state)
                : null;
    }
}

namespace AgentState;

/// <summary>The writes of the vault, each as one document's part in a commit. Pure.</summary>
internal static class TokenChanges
{
    /// <summary>Stores a grant that somebody has consented to, in the place of any other.</summary>
    public static StateChange Save(DatabaseRoot root, string key, NewGrant grant) =>
        StateChange.Blind(TokenDocument.Store(TokenDocument.NameOf(root, key), grant));

    public static StateChange Delete(DatabaseRoot root, string key) => StateChange.Blind(Writes.Delete(TokenDocument.NameOf(root, key)));

    /// <summary>
    /// Stores what a refresh brought, if what it consumed is still what is stored. A grant that was deleted meanwhile is not brought back,
    /// one that was put there meanwhile is not overwritten.
    /// </summary>
    /// <param name="known">What was read before the refresh.</param>
    /// <param name="consumed">The grant in it; null where there was none.</param>
    /// <param name="given">What the refresher returned, times cut as they are stored.</param>
    public static StateChange SaveRefreshed(DocumentSnapshot known, TokenGrant? consumed, NewGrant given)
    {
        var write = TokenDocument.Store(known.Name, given);
        return new StateChange
        {
            Name = known.Name,
            Known = known,
            Decide = snapshot => (snapshot.Document, consumed) switch
            {
                (null, null) => write.Clone(),
                ({ } document, { } old) when TokenDocument.Read(document) is var stored && RefreshDecisions.IsSame(stored, old) && !IsStored(stored) =>
                    write.Clone(),
                _ => null,
            },
            IsMine = snapshot => snapshot.Document is { } document && IsStored(TokenDocument.Read(document)),
        };

        bool IsStored(TokenGrant stored) =>
            stored.AccessToken == given.AccessToken && stored.RefreshToken == given.RefreshToken && stored.ExpiresAt == given.ExpiresAt;
    }

    /// <summary>Marks a grant that the service refused, if it is still the one that was refused.</summary>
    public static StateChange Refuse(DocumentSnapshot known, TokenGrant refused, DateTimeOffset at) => new()
    {
        Name = known.Name,
        Known = known,
        Decide = snapshot => snapshot.Document is { } document && TokenDocument.Read(document) is var stored &&
            RefreshDecisions.IsSame(stored, refused) && stored.State is not TokenState.NeedsReauthorization
                ? TokenDocument.Refuse(snapshot.Name, at)
                : null,
    };
}

using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tokens.Secrets;
using Google.Cloud.Firestore.V1;
using Fields = AgentState.Internal.Tokens.Stored.TokenFields;

namespace AgentState.Internal.Tokens.Stored;

/// <summary>The stored form of a grant: <c>tokens/{key}</c>.</summary>
internal sealed class TokenDocument(ISecretForm secrets)
{
    public const string Collection = "tokens";

    // The fields that belong to one pair; a new pair replaces all of them.
    private static readonly string[] OfPair =
    [
        Fields.AccessToken, Fields.RefreshToken, Fields.ExpiresAt, Fields.TokenType, Fields.Scopes, Fields.RefreshTokenExpiresAt,
        Fields.RequestFingerprint, Fields.State, Fields.Failure,
    ];

    public static string NameOf(DatabaseRoot root, string key) => root.Document(Collection, key);

    /// <summary>Reads a document; a missing document has no contents.</summary>
    public StoredToken Read(DocumentSnapshot snapshot) => snapshot.Document is { } document ? Read(document) : StoredToken.Nothing;

    public StoredToken Read(Document document)
    {
        var ours = new OptionalFields(document);
        var failure = ours.Fields(Fields.Failure);
        var pair = document.Fields.GetValueOrDefault(Fields.UpdatedAt);
        return new StoredToken
        {
            Grant = ReadGrant(document, isWriteIdOld: TokenExtras.IsOfAnother(failure, pair)),
            RequestFingerprint = ours.Text(Fields.RequestFingerprint),
            Lease = TokenExtras.Lease(ours.Fields(Fields.Refresh)),
            Failure = TokenExtras.Failure(failure, pair),
        };
    }

    /// <summary>Stores a pair.</summary>
    /// <remarks>
    /// The four shared fields are always written with their types, for other clients: a missing refresh token is an empty string, and the
    /// expiry of a token that never expires is null.
    /// </remarks>
    /// <param name="name">The document's name.</param>
    /// <param name="grant">The pair.</param>
    /// <param name="fingerprint">The request fingerprint; null = none.</param>
    /// <param name="mark">The state to store with the pair; null = valid.</param>
    /// <param name="endsLease">Whether to remove the lease, regardless of its owner.</param>
    public Write Store(string name, NewGrant grant, string? fingerprint, GrantStatus? mark, bool endsLease)
    {
        var key = DatabaseRoot.IdOf(name);
        List<KeyValuePair<string, Value>> fields =
        [
            new(Fields.AccessToken, Values.Of(secrets.Write(key, Fields.AccessToken, grant.AccessToken))),
            new(Fields.RefreshToken, Values.Of(grant.RefreshToken is { } refresh ? secrets.Write(key, Fields.RefreshToken, refresh) : "")),
            new(Fields.ExpiresAt, grant.ExpiresAt is { } end ? Values.Of(end) : Values.Null),
        ];
        Add(Fields.TokenType, grant.TokenType is null ? null : Values.Of(grant.TokenType));
        Add(Fields.Scopes, grant.Scopes is { } scopes ? Values.Of(scopes.Select(scope => Values.Of(scope))) : null);
        Add(Fields.RefreshTokenExpiresAt, grant.RefreshTokenExpiresAt is { } refreshEnd ? Values.Of(refreshEnd) : null);
        Add(Fields.RequestFingerprint, fingerprint is null ? null : Values.Of(fingerprint));
        Add(Fields.State, mark is null ? null : Values.Of(mark.State));
        Add(Fields.Failure, mark?.Failure is { } failure ? TokenExtras.Of(failure, pair: null) : null);
        return Writes.Patch(name, fields, endsLease ? [.. OfPair, Fields.Refresh] : OfPair).WithServerTime(Fields.UpdatedAt);

        void Add(string field, Value? value)
        {
            if (value is not null)
            {
                fields.Add(new(field, value));
            }
        }
    }

    /// <summary>Takes the lease.</summary>
    /// <remarks>
    /// If there is no document, one is created with the shared fields and without a pair. Other clients read it as a token that expired in
    /// 1970.
    /// </remarks>
    public static Write Lease(DocumentSnapshot snapshot, RefreshLease lease)
    {
        KeyValuePair<string, Value> refresh = new(Fields.Refresh, TokenExtras.Of(lease));
        return snapshot.Document is not null
            ? Writes.Patch(snapshot.Name, [refresh], [Fields.Refresh])
            : Writes.Create(
                snapshot.Name,
                [
                    new(Fields.AccessToken, Values.Of("")),
                    new(Fields.RefreshToken, Values.Of("")),
                    new(Fields.ExpiresAt, Values.Of(DateTimeOffset.UnixEpoch)),
                    refresh,
                ]).WithServerTime(Fields.UpdatedAt);
    }

    /// <summary>Returns the document including a lease that was just taken; null if it is not known and must be read.</summary>
    public static DocumentSnapshot? Leased(DocumentSnapshot seen, RefreshLease lease, ChangeResult taken)
    {
        if (taken.Written is not { } written)
        {
            return taken.Before;
        }

        if (seen.Document is not { } before)
        {
            return null;
        }

        var document = before.Clone();
        document.Fields[Fields.Refresh] = TokenExtras.Of(lease);
        document.UpdateTime = written.UpdateTime;
        return new DocumentSnapshot(seen.Name, document);
    }

    /// <summary>Releases the lease and stores the failure; the pair stays unchanged.</summary>
    /// <param name="document">The document.</param>
    /// <param name="failure">The failure; null = none.</param>
    /// <param name="state">The new state of the pair; null = unchanged.</param>
    public static Write Release(Document document, GrantFailure? failure, string? state)
    {
        List<KeyValuePair<string, Value>> fields = [];
        List<string> mask = [Fields.Refresh];
        if (failure is not null)
        {
            fields.Add(new(Fields.Failure, TokenExtras.Of(failure, document.Fields.GetValueOrDefault(Fields.UpdatedAt))));
            mask.Add(Fields.Failure);
        }

        if (state is not null)
        {
            fields.Add(new(Fields.State, Values.Of(state)));
            mask.Add(Fields.State);
        }

        return Writes.Patch(document.Name, fields, mask);
    }

    /// <summary>Whether there is a grant that is not revoked yet; it may be undecryptable.</summary>
    public static bool CanBeRevoked(Document document)
    {
        var ours = new OptionalFields(document);
        return ours.Text(Fields.AccessToken) is { Length: > 0 } &&
            TokenExtras.Failure(ours.Fields(Fields.Failure), document.Fields.GetValueOrDefault(Fields.UpdatedAt))?.Code !=
            GrantFailureCodes.Revoked;
    }

    /// <summary>Marks the grant as revoked; a refresh in progress keeps its lease.</summary>
    public static Write Revoke(Document document, GrantFailure failure) => Writes.Patch(
        document.Name,
        [
            new(Fields.State, Values.Of(TokenStateText.NeedsReauthorization)),
            new(Fields.Failure, TokenExtras.Of(failure, document.Fields.GetValueOrDefault(Fields.UpdatedAt))),
        ],
        [Fields.State, Fields.Failure]);

    private TokenGrant? ReadGrant(Document document, bool isWriteIdOld)
    {
        var key = DatabaseRoot.IdOf(document.Name);
        var path = $"{Collection}/{key}";
        var reader = new DocumentReader(document, path);
        var optional = new OptionalFields(document);
        var access = reader.Text(Fields.AccessToken) ??
            throw new StateDataException($"'{path}' has no access token.", path, Fields.AccessToken);
        var refresh = reader.Text(Fields.RefreshToken);
        if (access.Length == 0)
        {
            return string.IsNullOrEmpty(refresh)
                ? null
                : throw new StateDataException($"'{path}' has a refresh token and no access token.", path, Fields.AccessToken);
        }

        return new TokenGrant
        {
            Key = key,
            AccessToken = secrets.Read(key, Fields.AccessToken, access),
            RefreshToken = string.IsNullOrEmpty(refresh) ? null : secrets.Read(key, Fields.RefreshToken, refresh),
            ExpiresAt = EndOf(document),
            UpdatedAt = optional.Time(Fields.UpdatedAt) ?? document.UpdateTime.ToDateTimeOffset(),
            TokenType = optional.Text(Fields.TokenType),
            Scopes =
            [
                .. optional.Items(Fields.Scopes).Where(static scope => scope.HasStringValue).Select(static scope => scope.StringValue),
            ],
            RefreshTokenExpiresAt = optional.Time(Fields.RefreshTokenExpiresAt),
            State = isWriteIdOld ? TokenState.Valid : StateOf(document),
            Version = StateVersion.Of(document.UpdateTime),
        };
    }

    // An unreadable expiry is treated as past, so that a token that may have expired is not returned. Null = never.
    private static DateTimeOffset? EndOf(Document document) => document.Fields.GetValueOrDefault(Fields.ExpiresAt) switch
    {
        null or { ValueTypeCase: Value.ValueTypeOneofCase.NullValue } => null,
        { ValueTypeCase: Value.ValueTypeOneofCase.TimestampValue } end => end.TimestampValue.ToDateTimeOffset(),
        _ => DateTimeOffset.UnixEpoch,
    };

    // An unreadable state may have been a refusal.
    private static TokenState StateOf(Document document) => document.Fields.GetValueOrDefault(Fields.State) switch
    {
        null or { ValueTypeCase: Value.ValueTypeOneofCase.NullValue } => TokenState.Valid,
        { ValueTypeCase: Value.ValueTypeOneofCase.StringValue } state => TokenStateText.Read(state.StringValue),
        _ => TokenState.NeedsReauthorization,
    };
}

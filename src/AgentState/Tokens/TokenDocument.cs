using Google.Cloud.Firestore.V1;
using Fields = AgentState.TokenFields;

namespace AgentState;

/// <summary>The stored form of a grant: <c>tokens/{key}</c>.</summary>
internal sealed class TokenDocument(ISecretForm secrets)
{
    public const string Collection = "tokens";

    // What says something of a pair: a new one leaves nothing behind of the one before.
    private static readonly string[] OfPair =
    [
        Fields.AccessToken, Fields.RefreshToken, Fields.ExpiresAt, Fields.TokenType, Fields.Scopes, Fields.RefreshTokenExpiresAt, Fields.Shape,
        Fields.State, Fields.Failure,
    ];

    public static string NameOf(DatabaseRoot root, string key) => root.Document(Collection, key);

    /// <summary>Reads a document, or that there is none.</summary>
    public StoredToken Read(DocumentSnapshot snapshot) => snapshot.Document is { } document ? Read(document) : StoredToken.Nothing;

    public StoredToken Read(Document document)
    {
        var ours = new OptionalFields(document);
        var failure = ours.Fields(Fields.Failure);
        var pair = document.Fields.GetValueOrDefault(Fields.UpdatedAt);
        return new StoredToken
        {
            Grant = ReadGrant(document, isMarkOld: TokenMarks.IsOfAnother(failure, pair)),
            Shape = ours.Text(Fields.Shape),
            Lease = TokenMarks.Lease(ours.Fields(Fields.Refresh)),
            Failure = TokenMarks.Failure(failure, pair),
        };
    }

    /// <summary>
    /// Stores a pair. The four shared fields are always there, and of their types: a refresh token that there is not is an empty string, as
    /// a program that knows just strings there expects, and a token that never runs out has null for its end.
    /// </summary>
    /// <param name="name">The document's name.</param>
    /// <param name="grant">The pair.</param>
    /// <param name="shape">What it was asked for with.</param>
    /// <param name="mark">What is known of it already; null = it is as good as any.</param>
    /// <param name="endsLease">Whether the lease, whose ever it is, has done its work.</param>
    public Write Store(string name, NewGrant grant, string? shape, GrantMark? mark, bool endsLease)
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
        Add(Fields.Shape, shape is null ? null : Values.Of(shape));
        Add(Fields.State, mark is null ? null : Values.Of(mark.State));
        Add(Fields.Failure, mark?.Failure is { } failure ? TokenMarks.Of(failure, pair: null) : null);
        return Writes.Patch(name, fields, endsLease ? [.. OfPair, Fields.Refresh] : OfPair).WithServerTime(Fields.UpdatedAt);

        void Add(string field, Value? value)
        {
            if (value is not null)
            {
                fields.Add(new(field, value));
            }
        }
    }

    /// <summary>Takes the lease. Where there is no document one is made that has the shared fields, without a pair: a program that knows these alone reads a token that ran out long ago.</summary>
    public static Write Lease(DocumentSnapshot snapshot, RefreshLease lease)
    {
        KeyValuePair<string, Value> refresh = new(Fields.Refresh, TokenMarks.Of(lease));
        return snapshot.Document is not null
            ? Writes.Patch(snapshot.Name, [refresh], [Fields.Refresh])
            : Writes.Create(
                snapshot.Name,
                [
                    new(Fields.AccessToken, Values.Of("")), new(Fields.RefreshToken, Values.Of("")), new(Fields.ExpiresAt, Values.Of(DateTimeOffset.UnixEpoch)),
                    refresh,
                ]).WithServerTime(Fields.UpdatedAt);
    }

    /// <summary>The document as it is with a lease that was just taken; null where that is not known, and it has to be read.</summary>
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
        document.Fields[Fields.Refresh] = TokenMarks.Of(lease);
        document.UpdateTime = written.UpdateTime;
        return new DocumentSnapshot(seen.Name, document);
    }

    /// <summary>Ends the lease, with what is to be told of it. The pair stays as it is.</summary>
    /// <param name="document">The document.</param>
    /// <param name="failure">What went wrong; null = nothing to tell.</param>
    /// <param name="state">The state of the pair from now on; null = as before.</param>
    public static Write Release(Document document, GrantFailure? failure, string? state)
    {
        List<KeyValuePair<string, Value>> fields = [];
        List<string> mask = [Fields.Refresh];
        if (failure is not null)
        {
            fields.Add(new(Fields.Failure, TokenMarks.Of(failure, document.Fields.GetValueOrDefault(Fields.UpdatedAt))));
            mask.Add(Fields.Failure);
        }

        if (state is not null)
        {
            fields.Add(new(Fields.State, Values.Of(state)));
            mask.Add(Fields.State);
        }

        return Writes.Patch(document.Name, fields, mask);
    }

    /// <summary>Whether there is a grant that is not revoked yet. It need not be one that can be decrypted.</summary>
    public static bool CanBeRevoked(Document document)
    {
        var ours = new OptionalFields(document);
        return ours.Text(Fields.AccessToken) is { Length: > 0 } &&
            TokenMarks.Failure(ours.Fields(Fields.Failure), document.Fields.GetValueOrDefault(Fields.UpdatedAt))?.Code != GrantFailureCodes.Revoked;
    }

    /// <summary>Says that the grant is revoked. Whoever refreshes it just now keeps the lease.</summary>
    public static Write Revoke(Document document, GrantFailure failure) => Writes.Patch(
        document.Name,
        [
            new(Fields.State, Values.Of(TokenStateText.NeedsReauthorization)),
            new(Fields.Failure, TokenMarks.Of(failure, document.Fields.GetValueOrDefault(Fields.UpdatedAt))),
        ],
        [Fields.State, Fields.Failure]);

    private TokenGrant? ReadGrant(Document document, bool isMarkOld)
    {
        var key = DatabaseRoot.IdOf(document.Name);
        var path = $"{Collection}/{key}";
        var reader = new DocumentReader(document, path);
        var optional = new OptionalFields(document);
        var access = reader.Text(Fields.AccessToken) ?? throw new StateDataException($"'{path}' has no access token.", path, Fields.AccessToken);
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
            Scopes = [.. optional.Items(Fields.Scopes).Where(static scope => scope.HasStringValue).Select(static scope => scope.StringValue)],
            RefreshTokenExpiresAt = optional.Time(Fields.RefreshTokenExpiresAt),
            State = isMarkOld ? TokenState.Valid : StateOf(document),
            Version = StateVersion.Of(document.UpdateTime),
        };
    }

    // An end that cannot be read has passed: a token that may have run out is not handed out. Null is never.
    private static DateTimeOffset? EndOf(Document document) => document.Fields.GetValueOrDefault(Fields.ExpiresAt) switch
    {
        null or { ValueTypeCase: Value.ValueTypeOneofCase.NullValue } => null,
        { ValueTypeCase: Value.ValueTypeOneofCase.TimestampValue } end => end.TimestampValue.ToDateTimeOffset(),
        _ => DateTimeOffset.UnixEpoch,
    };

    // A state that cannot be read may have been a refusal.
    private static TokenState StateOf(Document document) => document.Fields.GetValueOrDefault(Fields.State) switch
    {
        null or { ValueTypeCase: Value.ValueTypeOneofCase.NullValue } => TokenState.Valid,
        { ValueTypeCase: Value.ValueTypeOneofCase.StringValue } state => TokenStateText.Read(state.StringValue),
        _ => TokenState.NeedsReauthorization,
    };
}

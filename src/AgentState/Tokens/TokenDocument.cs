using Google.Cloud.Firestore.V1;
using Fields = AgentState.TokenFields;

namespace AgentState;

/// <summary>The stored form of a grant: <c>tokens/{key}</c>.</summary>
internal static class TokenDocument
{
    public const string Collection = "tokens";

    // All that says something of a pair: a new one leaves nothing behind of the one before.
    private static readonly string[] Mask =
    [
        Fields.AccessToken, Fields.RefreshToken, Fields.ExpiresAt, Fields.TokenType, Fields.Scopes, Fields.RefreshTokenExpiresAt,
        Fields.State, Fields.Failure,
    ];

    public static string NameOf(DatabaseRoot root, string key) => root.Document(Collection, key);

    public static TokenGrant Read(Document document)
    {
        var key = DatabaseRoot.IdOf(document.Name);
        var path = $"{Collection}/{key}";
        var reader = new DocumentReader(document, path);
        return new TokenGrant
        {
            Key = key,
            AccessToken = reader.Text(Fields.AccessToken) is { Length: > 0 } token
                ? Secret.Stored(token)
                : throw new StateDataException($"'{path}' has no access token.", path, Fields.AccessToken),
            RefreshToken = reader.Text(Fields.RefreshToken) is { Length: > 0 } refresh ? Secret.Stored(refresh) : null,
            ExpiresAt = reader.Time(Fields.ExpiresAt),
            UpdatedAt = reader.Time(Fields.UpdatedAt) ?? document.UpdateTime.ToDateTimeOffset(),
            TokenType = reader.Text(Fields.TokenType),
            Scopes = reader.Texts(Fields.Scopes) ?? [],
            RefreshTokenExpiresAt = reader.Time(Fields.RefreshTokenExpiresAt),
            State = TokenStateText.Read(reader.Text(Fields.State)),
            Version = StateVersion.Of(document.UpdateTime),
        };
    }

    /// <summary>
    /// Stores a pair. The four shared fields are always there, and of their types: a refresh token that there is not is an empty string, as
    /// a program that knows just strings there expects, and a token that never runs out has null for its end.
    /// </summary>
    public static Write Store(string name, NewGrant grant)
    {
        List<KeyValuePair<string, Value>> fields =
        [
            new(Fields.AccessToken, Values.Of(grant.AccessToken.Reveal())),
            new(Fields.RefreshToken, Values.Of(grant.RefreshToken?.Reveal() ?? "")),
            new(Fields.ExpiresAt, grant.ExpiresAt is { } end ? Values.Of(end) : Values.Null),
        ];
        if (grant.TokenType is { } type)
        {
            fields.Add(new(Fields.TokenType, Values.Of(type)));
        }

        if (grant.Scopes is { } scopes)
        {
            fields.Add(new(Fields.Scopes, Values.Of(scopes.Select(scope => Values.Of(scope)))));
        }

        if (grant.RefreshTokenExpiresAt is { } refreshEnd)
        {
            fields.Add(new(Fields.RefreshTokenExpiresAt, Values.Of(refreshEnd)));
        }

        return Writes.Patch(name, fields, Mask).WithServerTime(Fields.UpdatedAt);
    }

    /// <summary>Says that the grant is refused, and since when; the pair stays as it is.</summary>
    public static Write Refuse(string name, DateTimeOffset at) => Writes.Patch(
        name,
        [
            new(Fields.State, Values.Of(TokenStateText.NeedsReauthorization)),
            new(Fields.Failure, Values.Map(("code", Values.Of("invalid_grant")), ("at", Values.Of(at)))),
        ],
        [Fields.State, Fields.Failure]);
}

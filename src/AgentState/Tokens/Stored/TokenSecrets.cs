using AgentState.Internal.Data;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tokens.Secrets;
using Google.Cloud.Firestore.V1;
using Fields = AgentState.Internal.Tokens.Stored.TokenFields;

namespace AgentState.Internal.Tokens.Stored;

/// <summary>The stored texts of a grant's secrets.</summary>
internal static class TokenSecrets
{
    private static readonly string[] All = [Fields.AccessToken, Fields.RefreshToken];

    /// <summary>The secret fields that are not empty.</summary>
    public static IReadOnlyList<(string Field, string Text)> TextsOf(Document document) =>
    [
        .. from field in All
           let value = document.Fields.GetValueOrDefault(field)
           where value is { ValueTypeCase: Value.ValueTypeOneofCase.StringValue, StringValue.Length: > 0 }
           select (field, value.StringValue),
    ];

    /// <summary>Encrypts the same secrets with the writing key.</summary>
    /// <remarks>The other fields stay unchanged, so that a refresh in progress continues and the age of the pair stays the same.</remarks>
    /// <param name="document">The document.</param>
    /// <param name="secrets">The stored form of secrets.</param>
    /// <param name="writingKeyId">The id of the writing key.</param>
    /// <returns>The write; null = all secrets are already under that key.</returns>
    public static Write? Reencrypt(Document document, ISecretForm secrets, string writingKeyId)
    {
        var key = DatabaseRoot.IdOf(document.Name);
        var texts = TextsOf(document);
        if (texts.All(one => secrets.KeyIdOf(key, one.Field, one.Text) == writingKeyId))
        {
            return null;
        }

        KeyValuePair<string, Value>[] anew =
        [
            .. from one in texts
               let secret = secrets.Read(key, one.Field, one.Text)
               select KeyValuePair.Create(one.Field, Values.Of(secrets.Write(key, one.Field, secret))),
        ];
        return Writes.Patch(document.Name, anew, anew.Select(field => field.Key));
    }
}

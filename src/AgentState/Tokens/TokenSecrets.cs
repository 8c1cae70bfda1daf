using Google.Cloud.Firestore.V1;
using Fields = AgentState.TokenFields;

namespace AgentState;

/// <summary>The stored texts of a grant's secrets.</summary>
internal static class TokenSecrets
{
    private static readonly string[] All = [Fields.AccessToken, Fields.RefreshToken];

    /// <summary>The secret fields that hold something.</summary>
    public static IReadOnlyList<(string Field, string Text)> TextsOf(Document document) =>
    [
        .. from field in All
           let value = document.Fields.GetValueOrDefault(field)
           where value is { ValueTypeCase: Value.ValueTypeOneofCase.StringValue, StringValue.Length: > 0 }
           select (field, value.StringValue),
    ];

    /// <summary>Stores the same secrets under the writing key. Nothing else of the document moves: whoever refreshes it goes on, and the pair is as old as before.</summary>
    /// <param name="document">The document.</param>
    /// <param name="secrets">How secrets are stored.</param>
    /// <param name="writingKeyId">The id of the writing key.</param>
    /// <returns>The write; null = all are under that key.</returns>
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
            .. texts.Select(one => KeyValuePair.Create(one.Field, Values.Of(secrets.Write(key, one.Field, secrets.Read(key, one.Field, one.Text))))),
        ];
        return Writes.Patch(document.Name, anew, anew.Select(field => field.Key));
    }
}

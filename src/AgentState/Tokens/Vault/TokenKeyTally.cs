using AgentState.Internal.Data;
using AgentState.Internal.Tokens.Secrets;
using AgentState.Internal.Tokens.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tokens.Vault;

/// <summary>Counts documents by the encryption keys of their secrets.</summary>
internal sealed class TokenKeyTally(ISecretForm secrets)
{
    private readonly SortedDictionary<string, int> byKeyId = new(StringComparer.Ordinal);
    private int documents;
    private int plaintext;
    private int unreadable;

    /// <summary>The number of re-encrypted documents.</summary>
    public int Reencrypted { get; set; }

    /// <summary>Counts a document.</summary>
    /// <returns>Why it cannot be decrypted; null = it can.</returns>
    public AgentStateException? Add(Document document)
    {
        AgentStateException? failure = null;
        var key = DatabaseRoot.IdOf(document.Name);
        var texts = TokenSecrets.TextsOf(document);
        HashSet<string> keyIds = [];
        var isPlain = false;
        foreach (var (field, text) in texts)
        {
            try
            {
                var keyId = secrets.KeyIdOf(key, field, text);
                isPlain |= keyId is null;
                if (keyId is not null)
                {
                    keyIds.Add(keyId);
                }

                secrets.Read(key, field, text);
            }
            catch (DecryptionException error)
            {
                failure ??= error;
            }
        }

        documents += texts.Count > 0 ? 1 : 0;
        plaintext += isPlain ? 1 : 0;
        unreadable += failure is not null ? 1 : 0;
        foreach (var keyId in keyIds)
        {
            byKeyId[keyId] = byKeyId.GetValueOrDefault(keyId) + 1;
        }

        return failure;
    }

    public TokenKeyReport Report(string? writingKeyId) => new()
    {
        WritingKeyId = writingKeyId,
        Documents = documents,
        Reencrypted = Reencrypted,
        Plaintext = plaintext,
        Unreadable = unreadable,
        ByKeyId = byKeyId,
    };
}

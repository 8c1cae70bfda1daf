namespace AgentState.Internal.Tokens.Secrets;

/// <summary>Stores secrets in plain text.</summary>
/// <remarks>A text that another process has encrypted is rejected, so that it is never sent to a service as a token.</remarks>
internal sealed class PlainSecrets : ISecretForm
{
    public string? WritingKeyId => null;

    public SecretString Read(string key, string field, string text) =>
        KeyIdOf(key, field, text) is null ? SecretString.Stored(text) : throw Encrypted(key, field);

    public string Write(string key, string field, SecretString secret) => secret.Reveal();

    public string? KeyIdOf(string key, string field, string text) => EncryptedPrefix.IsOn(text) ? throw Encrypted(key, field) : null;

    private static DecryptionException Encrypted(string key, string field) =>
        new(
            key,
            field,
            keyId: null,
            "It is encrypted, but this vault does not encrypt. Call EncryptTokens with the keys of the processes that store it.");
}

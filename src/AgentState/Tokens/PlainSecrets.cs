namespace AgentState;

/// <summary>Stores secrets as they are; encryption is the database's own, at rest. One that another process has encrypted is no token, and is not sent anywhere.</summary>
internal sealed class PlainSecrets : ISecretForm
{
    public string? WritingKeyId => null;

    public Secret Read(string key, string field, string text) => KeyIdOf(key, field, text) is null ? Secret.Stored(text) : throw Encrypted(key, field);

    public string Write(string key, string field, Secret secret) => secret.Reveal();

    public string? KeyIdOf(string key, string field, string text) => EncryptedMark.IsOn(text) ? throw Encrypted(key, field) : null;

    private static DecryptionException Encrypted(string key, string field) =>
        new(key, field, keyId: null, "It is encrypted, and this vault is not set up for that: call EncryptTokens with the keys of the processes that store it.");
}

namespace AgentState;

/// <summary>Why a secret cannot be decrypted, or encrypted, and what to do about it. Nothing of a text that was found is quoted but the id of its key.</summary>
internal static class DecryptionErrors
{
    private const string OrAnew = "or save the grant anew by SaveGrantAsync";

    public static DecryptionException Plaintext(string key, string field) => new(
        key, field, keyId: null, $"It is stored as it is, without encryption. Set AllowPlaintext for as long as such tokens are to be read, {OrAnew}.");

    public static DecryptionException Malformed(string key, string field) => new(
        key, field, keyId: null, $"It is marked as encrypted, and is cut off, damaged, or of a version that is not known here. Restore it, {OrAnew}.");

    public static DecryptionException UnknownKey(string key, string field, string keyId) => new(
        key, field, keyId, $"It is encrypted with the key '{keyId}', which is not in the key ring. Add that key again, {OrAnew}.");

    public static DecryptionException Altered(string key, string field, string keyId) => new(
        key,
        field,
        keyId,
        $"What is stored is not what was encrypted with the key '{keyId}' for this field of this grant in this vault: it was altered or moved, the vault has another VaultId, or the key " +
        $"is another one than it was. Set that right, {OrAnew}.");

    public static DecryptionException RingFailed(string key, string field, string keyId, Exception error) => new(
        key, field, keyId, $"The key ring failed with {error.GetType().FullName} when it was asked for the key '{keyId}'.");

    public static TokenConfigurationException CannotWrap(string? key, string reason) => new(
        key ?? "", key is null ? $"Tokens cannot be encrypted. {reason}" : $"The grant '{key}' cannot be encrypted, and was not stored. {reason}");
}

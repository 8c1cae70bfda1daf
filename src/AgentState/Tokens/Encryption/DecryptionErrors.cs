namespace AgentState.Internal.Tokens.Encryption;

/// <summary>The exceptions for secrets that cannot be decrypted or encrypted; they quote only the key id.</summary>
internal static class DecryptionErrors
{
    private const string OrAnew = "or save the grant again with SaveGrantAsync";

    public static DecryptionException Plaintext(string key, string field) => new(
        key,
        field,
        keyId: null,
        $"It is stored in plain text. Set AllowPlaintext for as long as such tokens must be readable, {OrAnew}.");

    public static DecryptionException Malformed(string key, string field) => new(
        key,
        field,
        keyId: null,
        $"It is marked as encrypted, but it is truncated, damaged, or of an unsupported version. Restore it, {OrAnew}.");

    public static DecryptionException UnknownKey(string key, string field, string keyId) => new(
        key, field, keyId, $"It is encrypted with the key '{keyId}', which is not in the key ring. Add that key again, {OrAnew}.");

    public static DecryptionException Altered(string key, string field, string keyId) => new(
        key,
        field,
        keyId,
        $"The stored text was not encrypted with the key '{keyId}' for this field of this grant in this vault. " +
        $"The text was altered or moved, or the VaultId or the key was changed. Correct the cause, {OrAnew}.");

    public static DecryptionException RingFailed(string key, string field, string keyId, Exception error) => new(
        key, field, keyId, $"The key ring failed with {error.GetType().FullName} for the key '{keyId}'. Check the key ring.");

    public static TokenConfigurationException CannotWrap(string? key, string reason) => new(
        key ?? "",
        key is null ? $"Tokens cannot be encrypted. {reason}" : $"The grant '{key}' cannot be encrypted and was not stored. {reason}");
}

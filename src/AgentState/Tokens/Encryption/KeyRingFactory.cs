namespace AgentState.Internal.Tokens.Encryption;

/// <summary>Creates the key ring and the encryption for validated options.</summary>
internal static class KeyRingFactory
{
    public static EncryptedSecrets MakeSecrets(TokenEncryptionOptions options, IServiceProvider provider) =>
        new EncryptedSecrets(options.VaultId!, options.AllowPlaintext, Make(options, provider));

    private static ITokenKeyRing Make(TokenEncryptionOptions options, IServiceProvider provider)
    {
        var texts = TokenKeyTexts.Of(options, Environment.GetEnvironmentVariable);
        var keys = texts.Keys.ToDictionary(key => key.Key, key => Convert.FromBase64String(key.Value.Reveal()), StringComparer.Ordinal);
        var local = new LocalKeyRing(keys, texts.WritingKeyId ?? "");
        return options.MakeRing is { } make
            ? new TwoKeyRings(local, make(provider), isLocalWriting: texts.WritingKeyId is not null)
            : local;
    }
}

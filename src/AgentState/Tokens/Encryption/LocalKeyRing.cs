namespace AgentState.Internal.Tokens.Encryption;

/// <summary>A key ring of in-memory keys, one of which encrypts.</summary>
internal sealed class LocalKeyRing(IReadOnlyDictionary<string, byte[]> keys, string writingKeyId) : ITokenKeyRing
{
    public bool Contains(string keyId) => keys.ContainsKey(keyId);

    public WrappedTokenKey Wrap(ReadOnlySpan<byte> dataKey) => new()
    {
        KeyId = writingKeyId,
        Bytes = AesGcmBox.Seal(keys[writingKeyId], dataKey, SecretContext.OfKey(writingKeyId)),
    };

    public byte[]? Unwrap(string keyId, ReadOnlySpan<byte> wrapped) =>
        keys.TryGetValue(keyId, out var key) ? AesGcmBox.Open(key, wrapped, SecretContext.OfKey(keyId)) : null;
}

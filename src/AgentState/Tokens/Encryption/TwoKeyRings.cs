namespace AgentState.Internal.Tokens.Encryption;

/// <summary>An application's key ring combined with local keys: one of them encrypts, both decrypt.</summary>
/// <remarks>This allows migrating a vault from one ring to the other.</remarks>
internal sealed class TwoKeyRings(LocalKeyRing local, ITokenKeyRing other, bool isLocalWriting) : ITokenKeyRing
{
    public WrappedTokenKey Wrap(ReadOnlySpan<byte> dataKey) => isLocalWriting ? local.Wrap(dataKey) : other.Wrap(dataKey);

    public byte[]? Unwrap(string keyId, ReadOnlySpan<byte> wrapped) =>
        local.Contains(keyId) ? local.Unwrap(keyId, wrapped) : other.Unwrap(keyId, wrapped);
}

namespace AgentState;

/// <summary>A ring that the application brings, beside local keys: one of the two writes, and both are read, so that a vault can go from one to the other.</summary>
internal sealed class TwoKeyRings(LocalKeyRing local, ITokenKeyRing other, bool isLocalWriting) : ITokenKeyRing
{
    public WrappedTokenKey Wrap(ReadOnlySpan<byte> dataKey) => isLocalWriting ? local.Wrap(dataKey) : other.Wrap(dataKey);

    public byte[]? Unwrap(string keyId, ReadOnlySpan<byte> wrapped) => local.Contains(keyId) ? local.Unwrap(keyId, wrapped) : other.Unwrap(keyId, wrapped);
}

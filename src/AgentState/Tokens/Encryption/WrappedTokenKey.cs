namespace AgentState;

/// <summary>A data key as it is stored beside what it encrypts.</summary>
/// <param name="KeyId">The id of the key that it is wrapped with: 1 to 64 of the letters a to z and A to Z, digits, dots, hyphens and underscores.</param>
/// <param name="Bytes">The wrapped key.</param>
public sealed record WrappedTokenKey(string KeyId, ReadOnlyMemory<byte> Bytes);

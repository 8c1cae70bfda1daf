namespace AgentState;

/// <summary>A wrapped data key, as stored beside the token that it encrypts.</summary>
/// <param name="KeyId">The id of the wrapping key: 1 to 64 ASCII letters, digits, dots, hyphens and underscores.</param>
/// <param name="Bytes">The wrapped key.</param>
public sealed record WrappedTokenKey(string KeyId, ReadOnlyMemory<byte> Bytes);

namespace AgentState;

/// <summary>A wrapped data key, as stored beside the token that it encrypts.</summary>
public sealed record WrappedTokenKey
{
    /// <summary>The id of the wrapping key: 1 to 64 ASCII letters, digits, dots, hyphens and underscores.</summary>
    public required string KeyId { get; init; }

    /// <summary>The wrapped key.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }
}

namespace AgentState;

/// <summary>
/// The keys that the vault's data keys are wrapped with. Each stored token is encrypted with a data key of its own, and that is stored beside it, wrapped. A ring is asked in
/// the middle of reading and storing, also between the moment when a service has issued a new pair and the one when it is stored: it must not call anywhere. One that has its keys
/// from a key management service gets them ahead, when it is made. It is used by many threads at once.
/// </summary>
public interface ITokenKeyRing
{
    /// <summary>Wraps a data key with the key that writes now.</summary>
    /// <param name="dataKey">The data key: 32 bytes. It is wiped after the call.</param>
    /// <returns>The wrapped key, and the id of the key that it is wrapped with.</returns>
    WrappedTokenKey Wrap(ReadOnlySpan<byte> dataKey);

    /// <summary>Unwraps a data key.</summary>
    /// <param name="keyId">The id of the key that it says it is wrapped with.</param>
    /// <param name="wrapped">The wrapped key.</param>
    /// <returns>The data key, which the caller wipes; null = there is no key of that id.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is not what was wrapped with that key.</exception>
    byte[]? Unwrap(string keyId, ReadOnlySpan<byte> wrapped);
}

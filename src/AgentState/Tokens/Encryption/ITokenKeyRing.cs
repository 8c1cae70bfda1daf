namespace AgentState;

/// <summary>Wraps and unwraps the data keys that encrypt the vault's tokens.</summary>
/// <remarks>
/// <para>Each stored token is encrypted with its own data key, which is stored beside the token in wrapped form.</para>
/// <para>The vault calls the ring during reads and writes, also between receiving a new pair from a service and storing it. A ring must
/// therefore not make remote calls. If its keys are in a key management service, fetch them when the ring is created. Many threads use a
/// ring at once.</para>
/// </remarks>
public interface ITokenKeyRing
{
    /// <summary>Wraps a data key with the current writing key.</summary>
    /// <param name="dataKey">The data key: 32 bytes. The caller clears it after the call.</param>
    /// <returns>The wrapped key, and the id of the key that wraps it.</returns>
    WrappedTokenKey Wrap(ReadOnlySpan<byte> dataKey);

    /// <summary>Unwraps a data key.</summary>
    /// <param name="keyId">The id of the key that wraps it.</param>
    /// <param name="wrapped">The wrapped key.</param>
    /// <returns>The data key, which the caller clears; null if the ring has no key with this id.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// <paramref name="wrapped"/> was not wrapped with this key.
    /// </exception>
    byte[]? Unwrap(string keyId, ReadOnlySpan<byte> wrapped);
}

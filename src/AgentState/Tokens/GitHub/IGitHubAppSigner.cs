namespace AgentState;

/// <summary>Signs for a GitHub App, with a local key or with a key management service.</summary>
public interface IGitHubAppSigner
{
    /// <summary>Signs data with the app's private key by RS256 (RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518 section 3.3).</summary>
    /// <remarks>An exception counts as a transient refresh failure. The vault reports its type, but not its message.</remarks>
    /// <param name="data">The data to sign: the bytes themselves, not their hash.</param>
    /// <param name="cancellationToken">Cancelled when the refresh times out.</param>
    /// <returns>The signature.</returns>
    Task<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}

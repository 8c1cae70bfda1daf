namespace AgentState;

/// <summary>Signs on behalf of a GitHub App: with a key in this process, or one that never leaves a key management service.</summary>
public interface IGitHubAppSigner
{
    /// <summary>Signs by RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3), with the app's private key.</summary>
    /// <param name="data">What is signed: the bytes themselves, not their hash.</param>
    /// <param name="cancellationToken">Cancelled when the refresh runs out of time.</param>
    /// <returns>The signature.</returns>
    /// <remarks>An exception counts as a refresh that failed this time. Its type goes on, its text does not.</remarks>
    Task<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}

using System.Security.Cryptography;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>Signs with a private key in this process.</summary>
/// <remarks>The key is imported for each signature, about once an hour, so that threads do not share it.</remarks>
internal sealed class RsaAppSigner(string pem) : IGitHubAppSigner
{
    public Task<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        return Task.FromResult(key.SignData(data.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}

using System.Security.Cryptography;

namespace AgentState;

/// <summary>Signs with a private key in this process. The key is read anew each time: that is once an hour, and shared by no two threads.</summary>
internal sealed class RsaAppSigner(string pem) : IGitHubAppSigner
{
    public Task<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        return Task.FromResult(key.SignData(data.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}

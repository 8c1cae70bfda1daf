using System.Security.Cryptography;
using System.Text;

namespace AgentState.Internal.Tasks.Transitions;

/// <summary>Creates claim tokens, the fences of claims: 128 random bits, and a digest of the claiming agent.</summary>
/// <remarks>
/// The random bits make each token unique. The digest shows whether the lease stored beside a token belongs to the current holder.
/// Otherwise the lease is left over from a claim that another client has overwritten.
/// </remarks>
internal static class ClaimTokens
{
    private const int DigestBytes = 8;

    /// <summary>Creates a random token for a claim of the agent.</summary>
    public static string New(string agentId) => For(agentId, RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>Creates the token for a claim of the agent from the given unique text.</summary>
    public static string For(string agentId, string unique) => $"{unique}-{Digest(agentId)}";

    /// <summary>Whether the token was made for a claim of the agent.</summary>
    public static bool IsOf(string agentId, string token) =>
        token.EndsWith(Digest(agentId), StringComparison.Ordinal) &&
        token.Length > 2 * DigestBytes &&
        token[^((2 * DigestBytes) + 1)] == '-';

    private static string Digest(string agentId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(agentId)).AsSpan(0, DigestBytes));
}

using System.Security.Cryptography;
using System.Text;

namespace AgentState;

/// <summary>
/// Makes the fences of claims: 128 random bits, so that no two claims ever share one, and a digest of the agent that claims. By that the lease stored
/// beside a token is known to be the holder's own, and not left over from a claim that another program has overwritten.
/// </summary>
internal static class ClaimTokens
{
    private const int DigestBytes = 8;

    /// <summary>A new token for a claim of the agent.</summary>
    public static string New(string agentId) => For(agentId, RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>The token that is unique in this way, for a claim of the agent.</summary>
    public static string For(string agentId, string unique) => $"{unique}-{Digest(agentId)}";

    /// <summary>Whether the token was made for a claim of the agent.</summary>
    public static bool IsOf(string agentId, string token) =>
        token.EndsWith(Digest(agentId), StringComparison.Ordinal) && token.Length > 2 * DigestBytes && token[^((2 * DigestBytes) + 1)] == '-';

    private static string Digest(string agentId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(agentId)).AsSpan(0, DigestBytes));
}

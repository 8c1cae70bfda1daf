using System.Security.Cryptography;

namespace AgentState;

/// <summary>Makes the fences of claims: 128 random bits, so that no two claims ever share one.</summary>
internal static class ClaimTokens
{
    public static string New() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}

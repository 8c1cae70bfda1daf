using System.Net;
using AgentState.Internal.Tokens.Http;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>The rules for reading GitHub's replies to a revocation. Pure.</summary>
internal static class GitHubRevocation
{
    /// <summary>Whether the token is no longer valid: it was revoked now, or GitHub does not recognize it.</summary>
    public static bool IsDone(EndpointReply reply) => reply.IsSuccess || reply.Status is HttpStatusCode.NotFound;

    /// <summary>The exception for a token that may still be valid.</summary>
    /// <remarks>This includes 422, which GitHub also returns for too many requests.</remarks>
    public static Exception Failed(string key, EndpointReply reply) => InstallationAnswerReader.IsRateLimit(reply)
        ? new TokenRateLimitedException(key, EndpointPause.EndOf(reply))
        : new TokenRefreshException(
            key, $"GitHub did not revoke the token of the grant '{key}' ({(int)reply.Status}). Call RevokeAsync again.");
}

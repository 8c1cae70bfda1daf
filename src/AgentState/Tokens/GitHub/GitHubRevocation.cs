using System.Net;

namespace AgentState;

/// <summary>How GitHub's replies to a revocation are understood. Pure.</summary>
internal static class GitHubRevocation
{
    /// <summary>Whether the token is worth nothing any more: just revoked, or not known.</summary>
    public static bool IsDone(EndpointReply reply) => reply.IsSuccess || reply.Status is HttpStatusCode.NotFound;

    /// <summary>The error for a token that may still be good. A 422 is one of them: GitHub says by it as well that it was asked too often.</summary>
    public static Exception Failed(string key, EndpointReply reply) => InstallationAnswers.IsRateLimit(reply)
        ? new TokenRateLimitedException(key, EndpointPause.EndOf(reply))
        : new TokenRefreshException(key, $"GitHub did not revoke the token of the grant '{key}' ({(int)reply.Status}). Revoking it again is right.");
}

using System.Net;
using AgentState.Internal.Tokens.Http;

namespace AgentState.Internal.Tokens.OAuth;

/// <summary>The rules for reading a token endpoint's reply. Pure.</summary>
/// <remarks>An error counts by its code, whatever the status: GitHub returns errors with 200.</remarks>
internal static class OAuthAnswerReader
{
    /// <summary>Returns the meaning of a reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="isRefresh">Whether a refresh token was sent; if not, there is no grant that a user could authorize again.</param>
    public static OAuthAnswer Of(EndpointReply reply, bool isRefresh) => OAuthErrorReader.MeaningOf(reply.Body) switch
    {
        _ when EndpointPause.IsAskedFor(reply) => OAuthAnswer.RateLimited,

        // A failing service may not permanently refuse a grant.
        _ when (int)reply.Status >= 500 => OAuthAnswer.Failed,
        OAuthAnswer.Reauthorize => isRefresh ? OAuthAnswer.Reauthorize : OAuthAnswer.Misconfigured,
        { } known => known,
        null when OAuthErrorReader.IsError(reply.Body) => OAuthAnswer.Failed,
        null when reply.IsSuccess && reply.Body.Secret(OAuthParameters.AccessToken) is not null => OAuthAnswer.Granted,
        null when reply.Status is HttpStatusCode.Unauthorized => OAuthAnswer.Misconfigured,
        _ => OAuthAnswer.Failed,
    };

    /// <summary>Whether the reply reports success but has no readable token, so that a refresh token may be used up.</summary>
    public static bool IsUnreadable(EndpointReply reply) => reply.IsSuccess && !OAuthErrorReader.IsError(reply.Body);

    /// <summary>The status, and the error code if it is a known one; other texts of the service are not quoted.</summary>
    public static string Describe(EndpointReply reply) =>
        OAuthErrorReader.CodeOf(reply.Body) is { } code ? $"{(int)reply.Status}, {code}"
        : OAuthErrorReader.IsError(reply.Body) ? $"{(int)reply.Status}, with an unknown error"
        : reply.IsSuccess ? $"{(int)reply.Status}, without a readable token"
        : $"{(int)reply.Status}";
}

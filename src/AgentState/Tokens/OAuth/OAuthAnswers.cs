using System.Net;

namespace AgentState;

/// <summary>
/// The rules by which a token endpoint's reply is understood. An error counts by its code, whatever the status that it comes with: GitHub answers
/// errors with 200. Pure.
/// </summary>
internal static class OAuthAnswers
{
    /// <summary>What the reply means.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="isRefresh">Whether a refresh token was sent; if not, there is no grant that somebody could consent to anew.</param>
    public static OAuthAnswer Of(EndpointReply reply, bool isRefresh) => OAuthErrors.MeaningOf(reply.Body) switch
    {
        _ when EndpointPause.IsAskedFor(reply) => OAuthAnswer.RateLimited,

        // A service that is out of order is not believed when it refuses a grant for good.
        _ when (int)reply.Status >= 500 => OAuthAnswer.Failed,
        OAuthAnswer.Reauthorize => isRefresh ? OAuthAnswer.Reauthorize : OAuthAnswer.Misconfigured,
        { } known => known,
        null when OAuthErrors.IsError(reply.Body) => OAuthAnswer.Failed,
        null when reply.IsSuccess && reply.Body.Secret(OAuthParameters.AccessToken) is not null => OAuthAnswer.Granted,
        null when reply.Status is HttpStatusCode.Unauthorized => OAuthAnswer.Misconfigured,
        _ => OAuthAnswer.Failed,
    };

    /// <summary>Whether the service says that it gave something, and nothing of it can be read: a refresh token may be used up.</summary>
    public static bool IsUnreadable(EndpointReply reply) => reply.IsSuccess && !OAuthErrors.IsError(reply.Body);

    /// <summary>The status and the code of the error, as far as it is one that we know: any other text may be anything.</summary>
    public static string Describe(EndpointReply reply) =>
        OAuthErrors.CodeOf(reply.Body) is { } code ? $"{(int)reply.Status}, {code}"
        : OAuthErrors.IsError(reply.Body) ? $"{(int)reply.Status}, with an error of its own"
        : reply.IsSuccess ? $"{(int)reply.Status}, without a token that could be read"
        : $"{(int)reply.Status}";
}

using System.Net;

namespace AgentState;

/// <summary>
/// The rules by which a token endpoint's reply is understood. An error counts by its code, whatever the status that it comes with: GitHub answers
/// errors with 200. Pure.
/// </summary>
internal static class OAuthAnswers
{
    private const string SlowDown = "slow_down";

    // RFC 6749 section 5.2; GitHub; OpenID Connect, by which Microsoft says that only the user can help.
    private static readonly string[] Refused = ["invalid_grant", "bad_refresh_token", "interaction_required", "login_required", "consent_required"];

    // RFC 6749 section 5.2, RFC 8707 section 2; GitHub; Google.
    private static readonly string[] ClientRefused =
    [
        "invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_request", "invalid_scope", "invalid_target",
        "incorrect_client_credentials", "application_suspended", "deleted_client",
    ];

    /// <summary>What the reply means.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="isRefresh">Whether a refresh token was sent; if not, there is no grant that somebody could consent to anew.</param>
    public static OAuthAnswer Of(EndpointReply reply, bool isRefresh) => reply.Body.Text("error") switch
    {
        _ when EndpointPause.IsAskedFor(reply) => OAuthAnswer.RateLimited,

        // A service that is out of order is not believed when it refuses a grant for good.
        _ when (int)reply.Status >= 500 => OAuthAnswer.Failed,
        SlowDown => OAuthAnswer.RateLimited,
        { } code when Refused.Contains(code, StringComparer.Ordinal) => isRefresh ? OAuthAnswer.Reauthorize : OAuthAnswer.Misconfigured,
        { } code when ClientRefused.Contains(code, StringComparer.Ordinal) => OAuthAnswer.Misconfigured,
        null when reply.IsSuccess && reply.Body.Secret(OAuthParameters.AccessToken) is not null => OAuthAnswer.Granted,
        null when reply.Status is HttpStatusCode.Unauthorized => OAuthAnswer.Misconfigured,
        _ => OAuthAnswer.Failed,
    };

    /// <summary>The status and the code of the error, as far as it is one that we know: any other text may be anything.</summary>
    public static string Describe(EndpointReply reply) =>
        reply.Body.Text("error") is { } code
            ? Refused.Concat(ClientRefused).Append(SlowDown).Contains(code, StringComparer.Ordinal)
                ? $"{(int)reply.Status}, {code}"
                : $"{(int)reply.Status}, with an error of its own"
            : reply.IsSuccess ? $"{(int)reply.Status}, without a token that could be read" : $"{(int)reply.Status}";
}

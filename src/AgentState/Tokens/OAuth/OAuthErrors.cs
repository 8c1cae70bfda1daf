using System.Collections.Frozen;

namespace AgentState;

/// <summary>
/// The errors of token endpoints that are known, by their code. RFC 6749 section 5.2 names some; services have words and envelopes of their
/// own. What is not in the table may pass. Pure.
/// </summary>
internal static class OAuthErrors
{
    // Where services put the code: beside each other at the top, or within one of the envelopes below.
    private static readonly string[] CodeFields = ["error", "code", "error_code", "errorCode", "type", "errorType", "reason"];
    private static readonly string[] DescriptionFields = ["error_description", "message", "description"];
    private static readonly string[] Envelopes = ["error", "errors", "fault", "data"];

    private static readonly FrozenDictionary<string, OAuthAnswer> Known = new Dictionary<string, OAuthAnswer>(StringComparer.Ordinal)
    {
        // RFC 6749 section 5.2.
        ["invalid_grant"] = OAuthAnswer.Reauthorize,
        ["invalid_client"] = OAuthAnswer.Misconfigured,
        ["unauthorized_client"] = OAuthAnswer.Misconfigured,
        ["unsupported_grant_type"] = OAuthAnswer.Misconfigured,
        ["invalid_request"] = OAuthAnswer.Misconfigured,
        ["invalid_scope"] = OAuthAnswer.Misconfigured,

        // RFC 8707 section 2; RFC 8628 section 3.5.
        ["invalid_target"] = OAuthAnswer.Misconfigured,
        ["slow_down"] = OAuthAnswer.RateLimited,

        // OpenID Connect, by which Microsoft says that only the user can help.
        ["interaction_required"] = OAuthAnswer.Reauthorize,
        ["login_required"] = OAuthAnswer.Reauthorize,
        ["consent_required"] = OAuthAnswer.Reauthorize,

        // GitHub, Google.
        ["bad_refresh_token"] = OAuthAnswer.Reauthorize,
        ["incorrect_client_credentials"] = OAuthAnswer.Misconfigured,
        ["application_suspended"] = OAuthAnswer.Misconfigured,
        ["deleted_client"] = OAuthAnswer.Misconfigured,

        // Slack, OpenAI, and others that tell how a refresh token died.
        ["invalid_refresh_token"] = OAuthAnswer.Reauthorize,
        ["refresh_token_reused"] = OAuthAnswer.Reauthorize,
        ["refresh_token_expired"] = OAuthAnswer.Reauthorize,
        ["refresh_token_invalidated"] = OAuthAnswer.Reauthorize,
        ["refresh_token_revoked"] = OAuthAnswer.Reauthorize,
        ["expired_refresh_token"] = OAuthAnswer.Reauthorize,
        ["revoked_refresh_token"] = OAuthAnswer.Reauthorize,
        ["token_revoked"] = OAuthAnswer.Reauthorize,
        ["invalid_client_id"] = OAuthAnswer.Misconfigured,
        ["bad_client_secret"] = OAuthAnswer.Misconfigured,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The error as a function of the user's is told of it.</summary>
    public static OAuthError Of(EndpointReply reply) => new(
        (int)reply.Status,
        CodeOf(reply.Body) ?? Texts(reply.Body, CodeFields).FirstOrDefault(),
        Texts(reply.Body, DescriptionFields).FirstOrDefault());

    /// <summary>The first known code in the reply, wherever it stands; null = none.</summary>
    public static string? CodeOf(EndpointBody body) => Texts(body, CodeFields).FirstOrDefault(Known.ContainsKey);

    /// <summary>Whether the reply tells of an error, known or not.</summary>
    public static bool IsError(EndpointBody body) => body.Has("error") || CodeOf(body) is not null;

    /// <summary>What the reply's error means; null = it is not known.</summary>
    public static OAuthAnswer? MeaningOf(EndpointBody body)
    {
        if (CodeOf(body) is not { } code)
        {
            return null;
        }

        // Some say of a dead refresh token that the client may not use it.
        var isOfTheToken = code is "unauthorized_client" or "invalid_request" or "invalid_client" &&
            Texts(body, DescriptionFields).Any(NamesTheRefreshToken);
        return isOfTheToken ? OAuthAnswer.Reauthorize : Known[code];
    }

    // A missing one is the request's own mistake.
    private static bool NamesTheRefreshToken(string text) =>
        (text.Contains("refresh token", StringComparison.OrdinalIgnoreCase) || text.Contains("refresh_token", StringComparison.OrdinalIgnoreCase)) &&
        !text.Contains("missing", StringComparison.OrdinalIgnoreCase) && !text.Contains("required", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Texts(EndpointBody body, string[] fields) =>
        Envelopes.Select(body.Nested).OfType<EndpointBody>().Prepend(body).SelectMany(part => fields.Select(part.Text)).OfType<string>();
}

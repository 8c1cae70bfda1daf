using System.Collections.Frozen;
using AgentState.Internal.Tokens.Http;

namespace AgentState.Internal.Tokens.OAuth;

/// <summary>The known errors of token endpoints, by code. Pure.</summary>
/// <remarks>RFC 6749 section 5.2 defines some; services have their own codes and formats. Any other error is transient.</remarks>
internal static class OAuthErrorReader
{
    // The fields that may contain the code, at the top level or within one of the envelopes below.
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

        // OpenID Connect; Microsoft uses these if user interaction is required.
        ["interaction_required"] = OAuthAnswer.Reauthorize,
        ["login_required"] = OAuthAnswer.Reauthorize,
        ["consent_required"] = OAuthAnswer.Reauthorize,

        // GitHub, Google.
        ["bad_refresh_token"] = OAuthAnswer.Reauthorize,
        ["incorrect_client_credentials"] = OAuthAnswer.Misconfigured,
        ["application_suspended"] = OAuthAnswer.Misconfigured,
        ["deleted_client"] = OAuthAnswer.Misconfigured,

        // Slack, OpenAI and others, for a refresh token that is no longer valid.
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

    /// <summary>The error, as passed to <see cref="OAuthOptions.ClassifyError"/>.</summary>
    public static OAuthError Of(EndpointReply reply) => new(
        (int)reply.Status,
        CodeOf(reply.Body) ?? Texts(reply.Body, CodeFields).FirstOrDefault(),
        Texts(reply.Body, DescriptionFields).FirstOrDefault());

    /// <summary>The first known code in any of the supported fields; null = none.</summary>
    public static string? CodeOf(EndpointBody body) => Texts(body, CodeFields).FirstOrDefault(Known.ContainsKey);

    /// <summary>Whether the reply contains an error, known or not.</summary>
    public static bool IsError(EndpointBody body) => body.Has("error") || CodeOf(body) is not null;

    /// <summary>The meaning of the reply's error; null = it is not known.</summary>
    public static OAuthAnswer? MeaningOf(EndpointBody body)
    {
        if (CodeOf(body) is not { } code)
        {
            return null;
        }

        // Some services report an invalid refresh token as a client or request error.
        var isOfTheToken = code is "unauthorized_client" or "invalid_request" or "invalid_client" &&
            Texts(body, DescriptionFields).Any(NamesTheRefreshToken);
        return isOfTheToken ? OAuthAnswer.Reauthorize : Known[code];
    }

    // A missing refresh token is an error of the request.
    private static bool NamesTheRefreshToken(string text) =>
        (text.Contains("refresh token", StringComparison.OrdinalIgnoreCase) ||
            text.Contains("refresh_token", StringComparison.OrdinalIgnoreCase)) &&
        !text.Contains("missing", StringComparison.OrdinalIgnoreCase) && !text.Contains("required", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Texts(EndpointBody body, string[] fields) =>
        Envelopes.Select(body.Nested).OfType<EndpointBody>().Prepend(body).SelectMany(part => fields.Select(part.Text)).OfType<string>();
}

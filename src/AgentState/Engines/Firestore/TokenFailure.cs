using System.Net;
using Google.Apis.Auth.OAuth2.Responses;

namespace AgentState;

/// <summary>What to throw where no token could be had. No call was sent, so nothing was written.</summary>
internal static class TokenFailure
{
    /// <param name="error">Why.</param>
    /// <param name="mayQuoteKey">
    /// Whether the error is of Google's own loading of credentials, and is not passed on: where a key stands in
    /// GOOGLE_APPLICATION_CREDENTIALS instead of its path, its message quotes it.
    /// </param>
    public static AgentStateException Of(Exception error, bool mayQuoteKey) => error switch
    {
        AgentStateException own => own,
        TokenResponseException { StatusCode: { } status } refused when IsRefusal(status) => new StatePermissionException(
            $"Google did not issue a token ({refused.Error?.Error ?? status.ToString()}). Check that the service account and its key " +
            "were not deleted or disabled, and that this host's clock is right.",
            refused),
        TokenResponseException or HttpRequestException or IOException or TimeoutException or OperationCanceledException =>
            new StateUnavailableException(
                "No token could be had: the place that issues them did not answer. Calling again later is right.",
                mayHaveBeenApplied: false,
                error),
        _ => new StatePermissionException(
            $"No credentials could be loaded ({error.GetType().Name}). Run gcloud auth application-default login on a developer's machine, give the service an " +
            "account on Google Cloud, set GOOGLE_APPLICATION_CREDENTIALS to the path of a key, or set FIREBASE_CREDENTIALS or AgentState's Credential option.",
            mayQuoteKey ? null : error),
    };

    private static bool IsRefusal(HttpStatusCode status) =>
        (int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
}

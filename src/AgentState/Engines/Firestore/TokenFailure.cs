using System.Net;
using Google.Apis.Auth.OAuth2.Responses;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Translates failures to obtain a token. No call was sent, so nothing was written.</summary>
internal static class TokenFailure
{
    /// <param name="error">The cause.</param>
    /// <param name="mayQuoteKey">
    /// Whether Google's library threw the error. It then does not become the inner exception of an error that is not recognized: if
    /// GOOGLE_APPLICATION_CREDENTIALS contains a key instead of a path, its message quotes the key.
    /// </param>
    public static AgentStateException Of(Exception error, bool mayQuoteKey) => error switch
    {
        AgentStateException own => own,
        TokenResponseException { StatusCode: { } status } refused when IsRefusal(status) => new StatePermissionException(
            $"Google did not issue a token ({refused.Error?.Error ?? status.ToString()}). Check that the service account and its key " +
            "were not deleted or disabled, and that this host's clock is correct.",
            refused),
        TokenResponseException or HttpRequestException or IOException or TimeoutException or OperationCanceledException =>
            new StateUnavailableException(
                "No access token was obtained: the token issuer did not answer or was not available. Retry later.",
                mayHaveBeenApplied: false,
                error),
        _ => new StatePermissionException(
            $"Loading the credentials failed ({error.GetType().Name}). Run gcloud auth application-default login on a developer's " +
            "machine, assign a service account on Google Cloud, set GOOGLE_APPLICATION_CREDENTIALS to the path of a key file, " +
            "or set FIREBASE_CREDENTIALS or the Credential option of AgentState.",
            mayQuoteKey ? null : error),
    };

    private static bool IsRefusal(HttpStatusCode status) =>
        (int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
}

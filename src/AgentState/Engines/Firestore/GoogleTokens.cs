using Google.Apis.Auth.OAuth2;

namespace AgentState;

/// <summary>Tokens by Google's own library, which keeps each one and renews it in time.</summary>
/// <param name="load">Finds the credential; called at the first call, and again where that failed.</param>
/// <param name="timeout">How long one call may wait for its token.</param>
internal sealed class GoogleTokens(Func<Task<GoogleCredential>> load, TimeSpan timeout) : ITokenSource
{
    private const string Scope = "https://www.googleapis.com/auth/datastore";

    private GoogleCredential? credential;

    public async ValueTask<CallToken> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Callers at the same moment may load it twice: both find the same, and one is kept.
            credential ??= (await WithinAsync(load(), cancellationToken).ConfigureAwait(false)).CreateScoped(Scope);

            // The library shares one request between its callers, so none of them may cancel it: each leaves for himself.
            var token = await WithinAsync(
                credential.UnderlyingCredential.GetAccessTokenForRequestAsync(cancellationToken: CancellationToken.None),
                cancellationToken).ConfigureAwait(false);
            return new CallToken(token, credential.QuotaProject);
        }
        catch (Exception error) when (!IsCallersOwn(error, cancellationToken))
        {
            throw TokenFailure.Of(error, mayQuoteKey: true);
        }
    }

    private Task<T> WithinAsync<T>(Task<T> work, CancellationToken cancellationToken) =>
        work.IsCompletedSuccessfully ? work : work.WaitAsync(timeout, TimeProvider.System, cancellationToken);

    private static bool IsCallersOwn(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && cancellationToken.IsCancellationRequested;
}

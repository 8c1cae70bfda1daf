using Google.Apis.Auth.OAuth2;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Tokens of Google's library, which caches and renews them.</summary>
/// <param name="load">Loads the credential; runs at the first call, and again if that failed.</param>
/// <param name="timeout">How long one call may wait for its token.</param>
internal sealed class GoogleTokens(Func<Task<GoogleCredential>> load, TimeSpan timeout) : ITokenSource
{
    private const string Scope = "https://www.googleapis.com/auth/datastore";

    private GoogleCredential? credential;

    public async ValueTask<CallToken> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Concurrent callers may load it twice: both load the same, and one result is kept.
            credential ??= (await WithinAsync(load(), cancellationToken).ConfigureAwait(false)).CreateScoped(Scope);

            // Google's library shares one request between its callers. So no caller may cancel the request; it stops only its own wait.
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

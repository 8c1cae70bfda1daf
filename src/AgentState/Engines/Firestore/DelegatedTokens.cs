namespace AgentState.Internal.Engines.Firestore;

/// <summary>Tokens that the application obtains and caches itself.</summary>
internal sealed class DelegatedTokens(Func<CancellationToken, ValueTask<string>> getToken) : ITokenSource
{
    public async ValueTask<CallToken> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new CallToken(await getToken(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw TokenFailure.Of(error, mayQuoteKey: false);
        }
    }
}

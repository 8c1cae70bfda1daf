namespace AgentState.Internal.Engines.Firestore;

/// <summary>Provides the token of a call and caches it until it expires.</summary>
internal interface ITokenSource
{
    /// <summary>Returns the current token. Called before every call, so it normally completes synchronously.</summary>
    /// <exception cref="AgentStateException">The token was denied, or the issuer did not answer.</exception>
    ValueTask<CallToken> GetAsync(CancellationToken cancellationToken);
}

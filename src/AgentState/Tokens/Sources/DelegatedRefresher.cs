namespace AgentState.Internal.Tokens.Sources;

/// <summary>Adapts a delegate to <see cref="ITokenRefresher"/>.</summary>
internal sealed class DelegatedRefresher(Func<string, TokenGrant?, CancellationToken, Task<NewGrant>> refresh, bool canMint)
    : ITokenRefresher
{
    public bool CanMint => canMint;

    public Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken) =>
        refresh(key, current, cancellationToken);
}

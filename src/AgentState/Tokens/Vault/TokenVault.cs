using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Tokens.Caching;
using AgentState.Internal.Tokens.Refreshing;

namespace AgentState.Internal.Tokens.Vault;

/// <summary>The token vault over any engine.</summary>
/// <remarks>Fresh tokens are returned from memory. Otherwise one in-flight request per key serves all callers of this process.</remarks>
internal sealed class TokenVault : ITokenVault, IAsyncDisposable, IDisposable
{
    private readonly StoredGrants grants;
    private readonly SharedRefreshes refreshes;
    private readonly GrantSaver saver;
    private readonly TokenRevocation revocation;
    private readonly TokenReencryption reencryption;
    private readonly TokenCache cache;
    private readonly TokenWatches watches;

    public TokenVault(
        StoredGrants grants,
        SharedRefreshes refreshes,
        GrantSaver saver,
        TokenRevocation revocation,
        TokenReencryption reencryption,
        TokenCache cache,
        TokenWatches watches)
    {
        (this.grants, this.refreshes, this.saver) = (grants, refreshes, saver);
        (this.revocation, this.reencryption) = (revocation, reencryption);
        (this.cache, this.watches) = (cache, watches);
        cache.OnKept = watches.Watch;
    }

    public Task<AccessToken> GetAccessTokenAsync(string key, CancellationToken cancellationToken = default) =>
        key is not null && !cancellationToken.IsCancellationRequested && cache.TryFind(key, out var answer)
            ? answer
            : FindAsync(key!, cancellationToken);

    public async Task<AccessToken> ReportRejectedAsync(string key, SecretString rejected, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);
        ArgumentNullException.ThrowIfNull(rejected);
        cancellationToken.ThrowIfCancellationRequested();
        cache.Reject(key, rejected);

        while (true)
        {
            var running = refreshes.Join(key, rejected);
            var token = await running.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (token.Secret != rejected || running.Rejected == rejected)
            {
                return token;
            }

            // The in-flight request does not include this rejection: join or start another one.
        }
    }

    public async Task<TokenGrant?> GetGrantAsync(string key, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);

        return await grants.GetAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<TokenGrant?> WatchGrantAsync(string key, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);

        return grants.WatchAsync(key, cancellationToken);
    }

    public async Task SaveGrantAsync(string key, NewGrant grant, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);
        TokenArguments.Check(grant);
        var change = grants.Save(key, grant);

        await WriteAsync(key, () => grants.WriteAsync(change, cancellationToken)).ConfigureAwait(false);
        saver.Forget(key);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);

        await WriteAsync(key, () => grants.WriteAsync(grants.Delete(key), cancellationToken)).ConfigureAwait(false);
        saver.Forget(key);
    }

    public async Task RevokeAsync(string key, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);
        cancellationToken.ThrowIfCancellationRequested();

        // Store a pending grant first; otherwise it would never be revoked.
        await saver.SaveLeftAsync(key).WaitAsync(cancellationToken).ConfigureAwait(false);
        await WriteAsync(key, () => revocation.RunAsync(key, cancellationToken)).ConfigureAwait(false);
    }

    public async Task<TokenKeyReport> ReencryptAsync(CancellationToken cancellationToken = default) =>
        await reencryption.RunAsync(cancellationToken).ConfigureAwait(false);

    public async Task<TokenKeyReport> CountKeysAsync(CancellationToken cancellationToken = default) =>
        await reencryption.CountAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        cache.Close();
        await watches.StopAsync().ConfigureAwait(false);
        using var deadline = ShutdownDeadline.Begin();
        await refreshes.FinishAllAsync(deadline.Token).ConfigureAwait(false);
        await saver.SaveAllLeftAsync(deadline.Token).ConfigureAwait(false);
    }

    // Synchronous disposal waits as well: a pending grant must not be lost.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<AccessToken> FindAsync(string key, CancellationToken cancellationToken)
    {
        Arguments.CheckId(key);
        cancellationToken.ThrowIfCancellationRequested();

        return await refreshes.Join(key, rejected: null).Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // A save, delete or revocation invalidates reads and refreshes that started before or during it.
    private async Task WriteAsync(string key, Func<Task> write)
    {
        Forget(key);
        try
        {
            await write().ConfigureAwait(false);
        }
        finally
        {
            Forget(key);
        }
    }

    private void Forget(string key)
    {
        cache.Forget(key);
        refreshes.Forget(key);
    }
}

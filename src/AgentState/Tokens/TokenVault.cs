using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>The vault over any engine: what is stored and good is returned at once, the rest is refreshed once for all who ask.</summary>
internal sealed class TokenVault : ITokenVault, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly DocumentStack stack;
    private readonly GrantSaver saver;
    private readonly TokenRefresh refresh;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<AccessToken>> flights = new(StringComparer.Ordinal);

    public TokenVault(DocumentStack stack, TokenOptions options, TokenSources sources, ILogger<TokenVault> logger)
    {
        this.stack = stack;
        saver = new GrantSaver(stack, logger);
        refresh = new TokenRefresh(stack, options, sources, saver, logger);
    }

    public async Task<AccessToken> GetAccessTokenAsync(string key, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);

        if (!saver.HasUnsaved(key))
        {
            var snapshot = await refresh.ReadAsync(key, cancellationToken).ConfigureAwait(false);
            var stored = snapshot.Document is { } document ? TokenDocument.Read(document) : null;
            if (refresh.Decide(key, stored) is RefreshDecision.UseStored)
            {
                return AccessToken.Of(key, stored!);
            }
        }

        return await Join(key).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<TokenGrant?> GetGrantAsync(string key, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);

        var snapshots = await stack.Documents
            .GetAsync([TokenDocument.NameOf(stack.Documents.Root, key)], cancellationToken).ConfigureAwait(false);
        return snapshots[0].Document is { } document ? TokenDocument.Read(document) : null;
    }

    public async Task SaveGrantAsync(string key, NewGrant grant, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);
        TokenArguments.Check(grant);
        var change = TokenChanges.Save(stack.Documents.Root, key, grant);

        await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        saver.Forget(key);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);

        await stack.Writer.WriteAsync(TokenChanges.Delete(stack.Documents.Root, key), cancellationToken).ConfigureAwait(false);
        saver.Forget(key);
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(Farewell, stack.Time);
        await saver.SaveAllLeftAsync(deadline.Token).ConfigureAwait(false);
    }

    // A container that is disposed synchronously waits as well: a grant that was used up must not be lost.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    // One refresh for all who ask while it goes on. It belongs to none of them: who stops waiting stops nothing.
    private Task<AccessToken> Join(string key)
    {
        lock (gate)
        {
            if (!flights.TryGetValue(key, out var flight))
            {
                flights.Add(key, flight = Task.Run(() => FlyAsync(key)));
            }

            return flight;
        }
    }

    private async Task<AccessToken> FlyAsync(string key)
    {
        try
        {
            return await refresh.RunAsync(key).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                flights.Remove(key);
            }
        }
    }
}

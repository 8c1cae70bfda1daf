using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>The token vault over any engine.</summary>
/// <remarks>Fresh tokens are returned from memory. Otherwise one in-flight request per key serves all callers of this process.</remarks>
internal sealed class TokenVault : ITokenVault, IAsyncDisposable, IDisposable
{
    private readonly DocumentStack stack;
    private readonly TokenDocument form;
    private readonly TokenWrites changes;
    private readonly GrantSaver saver;
    private readonly LeasedRefresh leased;
    private readonly TokenRefresh refresh;
    private readonly TokenRevocation revocation;
    private readonly TokenReencryption reencryption;
    private readonly TokenCache cache;
    private readonly TokenWatches watches;
    private readonly GrantWatch watch;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private readonly Dictionary<string, InFlightRefresh> inFlight = [];

    public TokenVault(
        DocumentStack stack,
        TokenOptions options,
        TokenSources sources,
        ListenerHub listeners,
        ActivityForm activities,
        ILogger<TokenVault> logger,
        ISecretForm? encrypted = null)
    {
        (this.stack, this.logger) = (stack, logger);
        var secrets = encrypted ?? new PlainSecrets();
        form = new TokenDocument(secrets);
        var root = stack.Documents.Root;
        var policy = new TokenPolicy(options, sources, stack.Clock);
        var audit = new TokenAudit(activities, options, logger);
        var reader = new TokenReader(stack, form);
        var wait = new LeaseWait(stack, listeners, logger);
        changes = new TokenWrites(form);
        cache = new TokenCache(options, sources, policy, form, stack.Clock, stack.Time);
        watches = new TokenWatches(options, listeners, root, cache, logger);
        cache.OnKept = watches.Watch;
        watch = new GrantWatch(listeners, root, form);
        saver = new GrantSaver(stack, changes, form, audit, logger);
        var ends = new FailedRefreshes(stack, options, policy, reader, changes, form, audit, logger);
        var call = new RefresherCall(options, sources, stack.Time);
        leased = new LeasedRefresh(stack, options, call, policy, changes, saver, ends, cache, logger);
        refresh = new TokenRefresh(reader, sources, policy, leased, wait, saver, cache, logger);
        revocation = new TokenRevocation(stack, options, reader, sources, changes, audit, wait, logger);
        reencryption = new TokenReencryption(stack, secrets, logger);
    }

    public Task<AccessToken> GetAccessTokenAsync(string key, CancellationToken cancellationToken = default) =>
        key is not null && !cancellationToken.IsCancellationRequested && cache.TryFind(key, out var answer)
            ? answer
            : FindAsync(key!, cancellationToken);

    public async Task<AccessToken> ReportRejectedAsync(string key, Secret rejected, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);
        ArgumentNullException.ThrowIfNull(rejected);
        cancellationToken.ThrowIfCancellationRequested();
        cache.Reject(key, rejected);

        while (true)
        {
            var running = Join(key, rejected);
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

        var snapshots = await stack.Documents
            .GetAsync([TokenDocument.NameOf(stack.Documents.Root, key)], cancellationToken).ConfigureAwait(false);
        return form.Read(snapshots[0]).Grant;
    }

    public IAsyncEnumerable<TokenGrant?> WatchGrantAsync(string key, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);

        return watch.ReadAsync(key, cancellationToken);
    }

    public async Task SaveGrantAsync(string key, NewGrant grant, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);
        TokenArguments.Check(grant);
        var change = changes.Save(stack.Documents.Root, key, grant);

        await WriteAsync(key, () => stack.Writer.WriteAsync(change, cancellationToken)).ConfigureAwait(false);
        saver.Forget(key);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(key);

        var change = TokenWrites.Delete(stack.Documents.Root, key);
        await WriteAsync(key, () => stack.Writer.WriteAsync(change, cancellationToken)).ConfigureAwait(false);
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
        await watches.DisposeAsync().ConfigureAwait(false);
        using var deadline = ShutdownDeadline.Begin();
        await FinishAllAsync(deadline.Token).ConfigureAwait(false);
        await saver.SaveAllLeftAsync(deadline.Token).ConfigureAwait(false);
    }

    // Synchronous disposal waits as well: a pending grant must not be lost.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<AccessToken> FindAsync(string key, CancellationToken cancellationToken)
    {
        Arguments.CheckId(key);
        cancellationToken.ThrowIfCancellationRequested();

        return await Join(key, rejected: null).Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
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
        lock (gate)
        {
            inFlight.Remove(key);
        }
    }

    // Timed-out refreshes may still return a grant that must be stored.
    private async Task FinishAllAsync(CancellationToken cancellationToken)
    {
        Task[] completions;
        lock (gate)
        {
            completions = [.. inFlight.Values.Select(running => running.Completion)];
        }

        // The callers handle the outcomes.
        await Task.WhenAll(completions).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var late = leased.Late;
        await Task.WhenAll(late).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (completions.Concat(late).Count(refresh => !refresh.IsCompleted) is > 0 and var left)
        {
            Log.RefreshesLeft(logger, left);
        }
    }

    // Shared by all callers; cancelling one caller does not cancel it.
    private InFlightRefresh Join(string key, Secret? rejected)
    {
        lock (gate)
        {
            if (!inFlight.TryGetValue(key, out var running))
            {
                running = new InFlightRefresh(rejected);
                inFlight.Add(key, running);
                running.Completion = Task.Run(() => RunRefreshAsync(key, running));
            }

            return running;
        }
    }

    private async Task<AccessToken> RunRefreshAsync(string key, InFlightRefresh running)
    {
        try
        {
            return await refresh.RunAsync(new RefreshRun(key, running.Rejected, cache.Begin())).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                if (inFlight.TryGetValue(key, out var current) && current == running)
                {
                    inFlight.Remove(key);
                }
            }
        }
    }
}

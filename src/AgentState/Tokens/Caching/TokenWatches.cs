using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Tokens.Stored;
using AgentState.Internal.Watching;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Caching;

/// <summary>The listeners of the most recently used keys, one per key.</summary>
/// <remarks>At the limit, a new key replaces the least recently used one.</remarks>
internal sealed class TokenWatches(TokenOptions options, ListenerHub listeners, DatabaseRoot root, TokenCache cache, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<CacheSlot, (CancellationTokenSource Ending, Task Run)> running = [];
    private bool isClosed;

    /// <summary>Starts a listener for a key that was just used and cached.</summary>
    public void Watch(CacheSlot slot)
    {
        CancellationTokenSource? displaced = null;
        lock (gate)
        {
            if (isClosed || options.WatchedKeys == 0 || running.ContainsKey(slot))
            {
                return;
            }

            if (running.Count >= options.WatchedKeys)
            {
                var oldest = running.Keys.MinBy(other => other.LastUsed)!;
                displaced = running[oldest].Ending;
                running.Remove(oldest);
                oldest.IsWatched = false;
            }

            var ending = new CancellationTokenSource();
            running.Add(slot, (ending, Start(slot, ending)));
        }

        _ = displaced?.CancelAsync();
    }

    /// <summary>Ends all listeners and starts no further one.</summary>
    public async Task StopAsync()
    {
        List<(CancellationTokenSource Ending, Task Run)> left;
        lock (gate)
        {
            isClosed = true;
            left = [.. running.Values];
        }

        foreach (var (ending, run) in left)
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await run.ConfigureAwait(false);
        }
    }

    // The listener must not inherit the execution context of the call that started it.
    private Task Start(CacheSlot slot, CancellationTokenSource ending)
    {
        using var suppressed = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        return Task.Run(() => RunAsync(slot, ending));
    }

    private async Task RunAsync(CacheSlot slot, CancellationTokenSource ending)
    {
        var name = TokenDocument.NameOf(root, slot.Key);
        try
        {
            await foreach (var received in listeners.ListenAsync(ListenTarget.OfDocument(name), ending.Token).ConfigureAwait(false))
            {
                Learn(slot, new DocumentSnapshot(name, received.Documents.GetValueOrDefault(name), received.ReadTime));
                lock (gate)
                {
                    slot.IsWatched = running.TryGetValue(slot, out var own) && own.Ending == ending;
                }
            }
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException or ObjectDisposedException)
        {
            // Without a listener the token has a maximum age, until the key is used again.
            Log.TokenWatchEnded(logger, slot.Key, error);
        }
        finally
        {
            End(slot, ending);
        }
    }

    private void Learn(CacheSlot slot, DocumentSnapshot snapshot)
    {
        try
        {
            cache.Learn(slot, snapshot);
        }
        catch (StateDataException error)
        {
            cache.Distrust(slot);
            Log.TokenWatchUnreadable(logger, slot.Key, error.FieldPath);
        }
        catch (DecryptionException error)
        {
            cache.Distrust(slot);
            Log.TokenWatchUnreadable(logger, slot.Key, error.FieldPath);
        }
    }

    private void End(CacheSlot slot, CancellationTokenSource ending)
    {
        lock (gate)
        {
            if (running.TryGetValue(slot, out var own) && own.Ending == ending)
            {
                running.Remove(slot);
                slot.IsWatched = false;
            }
        }
    }
}

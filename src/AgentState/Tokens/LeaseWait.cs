using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Waits for whoever refreshes a grant: until its document changes or the lease runs out; and looks after it now and then, should the listener miss something.</summary>
internal sealed class LeaseWait(DocumentStack stack, SharedListeners listeners, ILogger logger)
{
    private static readonly TimeSpan BackStop = TimeSpan.FromSeconds(10);

    /// <summary>Ends when the document is worth being read again.</summary>
    /// <param name="seen">The document with the lease.</param>
    /// <param name="until">The end of the lease.</param>
    public async Task WaitAsync(DocumentSnapshot seen, DateTimeOffset until)
    {
        var left = until - stack.Clock.Now;
        using var ending = new CancellationTokenSource();
        var timer = Task.Delay(left < TimeSpan.Zero ? TimeSpan.Zero : left < BackStop ? left : BackStop, stack.Time, ending.Token);
        var heard = HearAsync(seen, ending.Token);
        if (await Task.WhenAny(heard, timer).ConfigureAwait(false) == heard && !await heard.ConfigureAwait(false))
        {
            await timer.ConfigureAwait(false);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        await heard.ConfigureAwait(false);
    }

    // Whether a later state was heard of; false: the listener has ended.
    private async Task<bool> HearAsync(DocumentSnapshot seen, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var snapshot in listeners.ListenAsync(ListenTarget.OfDocument(seen.Name), cancellationToken).ConfigureAwait(false))
            {
                if (IsLater(snapshot, seen))
                {
                    return true;
                }
            }
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException or ObjectDisposedException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Log.TokenWatchEnded(logger, seen.Id, error);
            }
        }

        return false;
    }

    // Whoever listens already may not have heard yet of what we have read.
    private static bool IsLater(ListenSnapshot snapshot, DocumentSnapshot seen) => snapshot.Documents.TryGetValue(seen.Name, out var document)
        ? document.UpdateTime > seen.Document!.UpdateTime
        : snapshot.ReadTime > seen.Document!.UpdateTime;
}

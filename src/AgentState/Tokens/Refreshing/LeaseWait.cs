using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Watching;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Waits until another process's refresh changes the document, or its lease expires.</summary>
/// <remarks>A back-stop timer ends the wait after 10 s in case the listener misses a change.</remarks>
internal sealed class LeaseWait(DocumentStack stack, ListenerHub listeners, ILogger logger)
{
    private static readonly TimeSpan BackStop = TimeSpan.FromSeconds(10);

    /// <summary>Returns when the document should be read again.</summary>
    /// <param name="seen">The document with the lease.</param>
    /// <param name="expiresAt">When the lease expires.</param>
    public async Task WaitAsync(DocumentSnapshot seen, DateTimeOffset expiresAt)
    {
        var left = expiresAt - stack.Clock.Now;
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

    // False = the listener ended without a later version.
    private async Task<bool> HearAsync(DocumentSnapshot seen, CancellationToken cancellationToken)
    {
        try
        {
            var target = ListenTarget.OfDocument(seen.Name);
            await foreach (var snapshot in listeners.ListenAsync(target, cancellationToken).ConfigureAwait(false))
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

    // A shared listener may first return a version older than the one that was read.
    private static bool IsLater(ListenSnapshot snapshot, DocumentSnapshot seen) =>
        snapshot.Documents.TryGetValue(seen.Name, out var document)
        ? document.UpdateTime > seen.Document!.UpdateTime
        : snapshot.ReadTime > seen.Document!.UpdateTime;
}

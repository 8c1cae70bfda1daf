using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tokens.Rules;
using AgentState.Internal.Tokens.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Takes the refresh lease of a grant.</summary>
internal sealed class LeaseTaker(DocumentStack stack, TokenOptions options, TokenPolicy policy, TokenWrites changes, ILogger logger)
{
    /// <summary>Takes the lease if the document is unchanged since it was read.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="seen">The document that the decision was based on.</param>
    /// <returns>The lease; null = another process changed the document first.</returns>
    public async Task<HeldLease?> TakeAsync(string key, SeenToken seen)
    {
        var lease = RefreshLeaseRules.Next(seen.Stored.Lease, DocumentIds.New(), stack.Clock.Now, options);
        ChangeResult? taken;
        try
        {
            taken = await stack.Writer
                .TryWriteAsync(changes.TakeLease(seen.Snapshot, lease), seen.Snapshot, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AgentStateException)
        {
            // The write may have succeeded. This process does not use that lease, and must not wait for it.
            policy.Leave(key, lease);
            throw;
        }

        if (taken is null)
        {
            Log.LeaseLost(logger, key);
            return null;
        }

        if (seen.Stored.Lease is { } before)
        {
            Telemetry.TookLeaseOver();
            Log.LeaseTakenOver(logger, key, before.Epoch, lease.Epoch);
        }

        var known = TokenDocument.Leased(seen.Snapshot, lease, taken);
        return new HeldLease(key, seen.Snapshot.Name, known, lease, seen.Stored.Grant, policy.FingerprintOf(key));
    }

    /// <summary>Whether enough of the lease is left to call the service and store its reply.</summary>
    /// <param name="held">The lease.</param>
    /// <param name="seen">The document that was read before the lease was taken.</param>
    public bool MaySend(HeldLease held, SeenToken seen) => RefreshLeaseRules.MaySend(held.Lease, seen.Latest(stack), options);
}

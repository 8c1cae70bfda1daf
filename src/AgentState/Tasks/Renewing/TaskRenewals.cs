using AgentState.Internal.Data;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Renewing;

/// <summary>Renews the leases of many claims in as few calls as possible.</summary>
internal sealed class TaskRenewals(DocumentStack stack, TaskOptions options, ClaimSteps steps)
{
    private readonly BatchSender sender = new(stack.Documents);

    /// <returns>The outcome of each renewal, in the order of the claims.</returns>
    /// <exception cref="AgentStateException">The database refused the first call. No lease is known to have been renewed.</exception>
    public async Task<IReadOnlyList<RenewalOutcome>> RenewAsync(IReadOnlyList<TaskClaim> claims, CancellationToken cancellationToken)
    {
        await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        var lease = Microseconds.Truncate(stack.Clock.Now + options.LeaseDuration);
        var outcomes = new RenewalOutcome[claims.Count];
        var together = new List<RenewItem>();
        var alone = new List<Task>();
        for (var i = 0; i < claims.Count; i++)
        {
            if (RenewItem.Fits(claims[i]))
            {
                together.Add(new RenewItem(claims[i], i, stack.Documents.Root, lease));
            }
            else
            {
                alone.Add(RenewAloneAsync(i));
            }
        }

        var open = await sender.SendAsync(together, cancellationToken).ConfigureAwait(false);
        together.ForEach(item => outcomes[item.Place] = new RenewalOutcome(item.Renewal, Error: null));
        alone.AddRange(open.Select(item => RenewAloneAsync(((RenewItem)item).Place)));
        await Task.WhenAll(alone).ConfigureAwait(false);
        return outcomes;

        // Renews a lease that cannot be renewed in a batch, or that the batch did not renew because the task has changed.
        async Task RenewAloneAsync(int i)
        {
            try
            {
                outcomes[i] = new RenewalOutcome(await steps.RenewAsync(claims[i], cancellationToken).ConfigureAwait(false), Error: null);
            }
            catch (Exception error) when (error is AgentStateException or OperationCanceledException)
            {
                // The failure or timeout of one renewal must not affect the others.
                outcomes[i] = new RenewalOutcome(Renewal: null, error);
            }
        }
    }
}

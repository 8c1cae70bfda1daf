namespace AgentState;

/// <summary>Sends writes in as few calls as they fit in, each for itself.</summary>
internal sealed class ExchangeSender(IDocumentStore documents)
{
    /// <summary>Sends all of them, and lets each take its outcome.</summary>
    /// <returns>Those of which is left open what became of them.</returns>
    public async Task<IReadOnlyList<ExchangeItem>> SendAsync(IReadOnlyList<ExchangeItem> items, CancellationToken cancellationToken)
    {
        var open = new List<ExchangeItem>();
        foreach (var part in ExchangeParts.Of(items))
        {
            await SendPartAsync(part, open, cancellationToken).ConfigureAwait(false);
        }

        return open;
    }

    private async Task SendPartAsync(IReadOnlyList<ExchangeItem> part, List<ExchangeItem> open, CancellationToken cancellationToken)
    {
        IReadOnlyList<WriteOutcome> outcomes;
        try
        {
            outcomes = await documents.BatchWriteAsync([.. part.Select(item => item.Write)], cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            foreach (var item in part.OfType<EndItem>())
            {
                item.End.Unsettle();
            }

            throw;
        }
        catch (AgentStateException error) when (error is not (StatePermissionException or StateQuotaExceededException or DatabaseNotFoundException))
        {
            // One that cannot be written at all makes the service refuse the whole: halves find it out.
            if (part.Count == 1)
            {
                outcomes = [WriteOutcome.Failed(error)];
            }
            else
            {
                await SendPartAsync([.. part.Take(part.Count / 2)], open, cancellationToken).ConfigureAwait(false);
                await SendPartAsync([.. part.Skip(part.Count / 2)], open, cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        for (var i = 0; i < part.Count; i++)
        {
            if (!part[i].Take(outcomes[i]))
            {
                open.Add(part[i]);
            }
        }
    }
}

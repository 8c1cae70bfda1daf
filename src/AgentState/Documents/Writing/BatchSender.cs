namespace AgentState.Internal.Documents.Writing;

/// <summary>Sends independent writes in as few calls as possible.</summary>
internal sealed class BatchSender(IDocumentStore documents)
{
    /// <summary>Sends all items and passes each its outcome.</summary>
    /// <returns>The items that their outcome did not settle.</returns>
    /// <exception cref="AgentStateException">The database refused the first call. No item has received an outcome.</exception>
    public async Task<IReadOnlyList<BatchItem>> SendAsync(IReadOnlyList<BatchItem> items, CancellationToken cancellationToken)
    {
        var run = new BatchRun();
        foreach (var part in BatchChunks.Of(items))
        {
            await SendPartAsync(part, run, cancellationToken).ConfigureAwait(false);
        }

        return run.Open;
    }

    private async Task SendPartAsync(IReadOnlyList<BatchItem> part, BatchRun run, CancellationToken cancellationToken)
    {
        IReadOnlyList<WriteOutcome> outcomes;
        try
        {
            outcomes = await documents.BatchWriteAsync([.. part.Select(item => item.Write)], cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            foreach (var item in part)
            {
                item.Abandon();
            }

            throw;
        }
        catch (AgentStateException error)
            when (error is StatePermissionException or StateQuotaExceededException or DatabaseNotFoundException)
        {
            // Items of an earlier chunk have received their outcomes already, so the error becomes the outcome of this chunk only.
            if (!run.IsAnswered)
            {
                throw;
            }

            outcomes = [.. part.Select(_ => WriteOutcome.Failed(error))];
        }
        catch (AgentStateException error)
        {
            // One invalid write makes the service refuse the whole chunk. Sending halves isolates it.
            if (part.Count == 1)
            {
                outcomes = [WriteOutcome.Failed(error)];
            }
            else
            {
                await SendPartAsync([.. part.Take(part.Count / 2)], run, cancellationToken).ConfigureAwait(false);
                await SendPartAsync([.. part.Skip(part.Count / 2)], run, cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        run.IsAnswered = true;
        for (var i = 0; i < part.Count; i++)
        {
            if (!part[i].Take(outcomes[i]))
            {
                run.Open.Add(part[i]);
            }
        }
    }

    private sealed class BatchRun
    {
        public List<BatchItem> Open { get; } = [];

        public bool IsAnswered { get; set; }
    }
}

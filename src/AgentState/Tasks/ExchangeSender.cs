namespace AgentState;

/// <summary>Sends writes in as few calls as they fit in, each for itself.</summary>
internal sealed class ExchangeSender(IDocumentStore documents)
{
    /// <summary>Sends all of them, and lets each take its outcome.</summary>
    /// <returns>Those of which is left open what became of them.</returns>
    /// <exception cref="AgentStateException">The database refuses the whole. None has taken an outcome.</exception>
    public async Task<IReadOnlyList<ExchangeItem>> SendAsync(IReadOnlyList<ExchangeItem> items, CancellationToken cancellationToken)
    {
        var run = new ExchangeRun();
        foreach (var part in ExchangeParts.Of(items))
        {
            await SendPartAsync(part, run, cancellationToken).ConfigureAwait(false);
        }

        return run.Open;
    }

    private async Task SendPartAsync(IReadOnlyList<ExchangeItem> part, ExchangeRun run, CancellationToken cancellationToken)
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
        catch (AgentStateException error) when (error is StatePermissionException or StateQuotaExceededException or DatabaseNotFoundException)
        {
            // What others have been told of before stands: then it is the outcome of these alone.
            if (!run.IsAnswered)
            {
                throw;
            }

            outcomes = [.. part.Select(_ => WriteOutcome.Failed(error))];
        }
        catch (AgentStateException error)
        {
            // One that cannot be written at all makes the service refuse the whole: halves find it out.
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

    private sealed class ExchangeRun
    {
        public List<ExchangeItem> Open { get; } = [];

        public bool IsAnswered { get; set; }
    }
}

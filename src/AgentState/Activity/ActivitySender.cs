namespace AgentState;

/// <summary>Commits batches of buffered entries. One commit has one server time; within it the entries are in the order of their ids.</summary>
internal sealed class ActivitySender(DocumentStack stack, ActivityForm form)
{
    /// <summary>
    /// Null where the batch is stored. Otherwise what stood against it: <see cref="IsRefusal"/> tells whether it stands against something in the batch, and none of it is stored.
    /// </summary>
    public async Task<Exception?> TrySendAsync(ActivityBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            if (batch.Entries.Any(entry => form.NeedsClock(entry.Level)))
            {
                await stack.SetClockAsync(ActivityDocument.Collection, cancellationToken).ConfigureAwait(false);
            }

            await stack.Writer.WriteAsync(
                [.. batch.Entries.Select(entry => form.Change(entry.Write, entry.Level))], cancellationToken, batch.MayBeStored).ConfigureAwait(false);
            return null;
        }
        catch (Exception error)
        {
            // An outage, a cancellation or worse: the next attempt recognises what this one may have stored.
            batch.MayBeStored |= !IsRefusal(error);
            return error;
        }
    }

    /// <summary>Whether the same batch again would fare the same, and a part of it may fare better.</summary>
    public static bool IsRefusal(Exception error) => error is AgentStateException and not
        (StateUnavailableException or StatePermissionException or StateQuotaExceededException or DatabaseNotFoundException);
}

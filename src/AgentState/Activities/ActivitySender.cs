using AgentState.Internal.Documents.Calls;

namespace AgentState.Internal.Activities;

/// <summary>Commits batches of buffered entries.</summary>
/// <remarks>All entries of a commit have the same server time; within it, their ids give the order.</remarks>
internal sealed class ActivitySender(DocumentStack stack, ActivityForm form)
{
    /// <summary>Commits a batch.</summary>
    /// <returns>
    /// Null if the batch is stored, otherwise the error. If <see cref="IsRefusal"/> is true for it, the database refused an entry of the
    /// batch, and none is stored.
    /// </returns>
    public async Task<Exception?> TrySendAsync(ActivityBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            if (batch.Entries.Any(entry => form.NeedsClock(entry.Level)))
            {
                await stack.SetClockAsync(ActivityDocument.Collection, cancellationToken).ConfigureAwait(false);
            }

            await stack.Writer.WriteAsync(
                [.. batch.Entries.Select(entry => form.Change(entry.Write, entry.Level))],
                cancellationToken,
                batch.MayBeStored).ConfigureAwait(false);
            return null;
        }
        catch (Exception error)
        {
            // An outage or a cancellation: the next attempt must check whether this one stored the batch.
            batch.MayBeStored |= !IsRefusal(error);
            return error;
        }
    }

    /// <summary>Whether the error would repeat with the same batch, but a part of the batch may succeed.</summary>
    public static bool IsRefusal(Exception error) => error is AgentStateException and not
        (StateUnavailableException or StatePermissionException or StateQuotaExceededException or DatabaseNotFoundException);
}

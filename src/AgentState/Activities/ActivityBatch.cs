namespace AgentState.Internal.Activities;

/// <summary>Buffered entries that are committed together, all or none.</summary>
internal sealed class ActivityBatch(IReadOnlyList<QueuedActivity> entries)
{
    public IReadOnlyList<QueuedActivity> Entries => entries;

    /// <summary>Whether an earlier commit of the same entries may have stored them.</summary>
    public bool MayBeStored { get; set; }

    public (ActivityBatch First, ActivityBatch Second) Halves()
    {
        var half = entries.Count / 2;
        return (new ActivityBatch([.. entries.Take(half)]), new ActivityBatch([.. entries.Skip(half)]));
    }
}

using AgentState;

namespace FleetMonitor;

/// <summary>Reads the activity log from its newest page on; each read returns the entries since the last one.</summary>
internal sealed class LogTail(IActivityLog log)
{
    // Each entry of a page is a billed read, even if it was returned before. So pages are small.
    private const int PageSize = 10;

    private HashSet<string>? known;
    private DateTimeOffset since;

    /// <summary>Returns the new entries, oldest first; the first call returns the newest page.</summary>
    public async Task<IReadOnlyList<ActivityEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = new List<ActivityEntry>();
        Page<ActivityEntry> page;
        string? next = null;
        do
        {
            page = await log.ListAsync(
                page: new PageRequest { Size = PageSize, ContinuationToken = next }, cancellationToken: cancellationToken);
            next = page.ContinuationToken;
            read.AddRange(page.Items);
        }
        while (next is not null && known is not null && page.Items.All(IsNew));

        List<ActivityEntry> told = [.. read.Where(IsNew)];
        told.Reverse();
        known = [.. read.Select(entry => entry.Id)];
        since = read.Count == 0 ? since : read[^1].Timestamp;
        return told;
    }

    // Entries older than the oldest one of the last read were returned before.
    private bool IsNew(ActivityEntry entry) => known is null || (entry.Timestamp >= since && !known.Contains(entry.Id));
}

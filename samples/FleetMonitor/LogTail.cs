using AgentState;

namespace FleetMonitor;

/// <summary>The activity log from its newest page on: each read gives what has come since.</summary>
internal sealed class LogTail(IActivityLog log)
{
    // Each entry of a page is a billed read, told before or not; so pages are small, and more of them are read when much has come.
    private const int PageSize = 10;

    private HashSet<string>? known;
    private DateTimeOffset since;

    /// <summary>The entries that were not told before, the oldest first; to begin with, the newest page.</summary>
    public async Task<IReadOnlyList<ActivityEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = new List<ActivityEntry>();
        Page<ActivityEntry> page;
        string? next = null;
        do
        {
            page = await log.QueryAsync(page: new PageRequest { Size = PageSize, ContinuationToken = next }, cancellationToken: cancellationToken);
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

    // What is older than all that was read last time had its turn before.
    private bool IsNew(ActivityEntry entry) => known is null || (entry.Timestamp >= since && !known.Contains(entry.Id));
}

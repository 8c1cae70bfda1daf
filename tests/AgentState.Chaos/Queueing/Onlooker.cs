namespace AgentState.Chaos;

/// <summary>
/// Looks at all tasks now and then: what has ended must stay as it is, and no lease may be longer than it is to be, whatever a host's clock
/// says.
/// </summary>
internal sealed class Onlooker(ITaskQueue queue)
{
    // The server writes its time in milliseconds, a little before the commit.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);

    private static readonly AgentTaskStatus[] Final = [AgentTaskStatus.Done, AgentTaskStatus.Failed, AgentTaskStatus.Cancelled];

    private readonly Dictionary<string, AgentTask> ended = new(StringComparer.Ordinal);
    private readonly HashSet<string> violations = new(StringComparer.Ordinal);
    private long? lookedAt;

    /// <summary>
    /// The longest time between two looks: a second or two where the machine and the database are well. A worker that had to wait for so
    /// long may have lost a lease by that.
    /// </summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var task in await AllAsync())
            {
                See(task);
            }

            await Chance.PauseAsync(1000, 2000, cancellationToken);
        }
    }

    /// <summary>All tasks that were enqueued.</summary>
    public async Task<IReadOnlyList<AgentTask>> AllAsync()
    {
        var all = new List<AgentTask>();
        var page = new PageRequest { Size = 300 };
        while (true)
        {
            var found = await queue.ListAsync(TaskFilter.ByCreator(ChaosTask.Producer), page);
            all.AddRange(found.Items);
            if (found.ContinuationToken is not { } next)
            {
                CountGap();
                return all;
            }

            page = page with { ContinuationToken = next };
        }
    }

    /// <summary>What it has seen that must not be, in the light of what there is in the end.</summary>
    /// <param name="tasks">All tasks.</param>
    /// <param name="requeued">Those that may have changed after they had ended.</param>
    public IEnumerable<string> Violations(IReadOnlyDictionary<string, AgentTask> tasks, ICollection<string> requeued) =>
    [
        .. violations,
        .. ended.Values
            .Where(before => before.Status is AgentTaskStatus.Done || !requeued.Contains(before.Id))
            .Where(before => !tasks.TryGetValue(before.Id, out var after) || after.Version != before.Version)
            .Select(before => $"{before.Id} was {before.Status} at {before.Version}, and is {tasks.GetValueOrDefault(before.Id)?.Status} at {tasks.GetValueOrDefault(before.Id)?.Version}"),
    ];

    private void CountGap()
    {
        var now = TimeProvider.System.GetTimestamp();
        if (lookedAt is { } before && TimeProvider.System.GetElapsedTime(before, now) is var gap && gap > LongestGap)
        {
            LongestGap = gap;
        }

        lookedAt = now;
    }

    private void See(AgentTask task)
    {
        if (Final.Contains(task.Status))
        {
            ended.TryAdd(task.Id, task);
        }

        // A write that prolongs the lease, or makes it, takes the server's time along.
        if (task.LeaseExpiresAt - task.UpdatedAt > ChaosTask.Lease + Tolerance)
        {
            violations.Add($"{task.Id} is held by {task.AssignedTo} until {task.LeaseExpiresAt:O}, since {task.UpdatedAt:O}");
        }
    }
}

namespace AgentState.Chaos;

/// <summary>Reads all tasks every second or two, and checks that completed tasks stay unchanged and no lease is too long.</summary>
internal sealed class Onlooker(ITaskQueue queue)
{
    // Server timestamps are in milliseconds, and slightly earlier than the commit.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);

    private static readonly AgentTaskStatus[] Final = [AgentTaskStatus.Done, AgentTaskStatus.Failed, AgentTaskStatus.Cancelled];

    private readonly Dictionary<string, AgentTask> ended = new(StringComparer.Ordinal);
    private readonly HashSet<string> violations = new(StringComparer.Ordinal);
    private long? lookedAt;

    /// <summary>The longest time between two reads, usually a second or two.</summary>
    /// <remarks>If it is much longer, the machine was so slow that a worker may have lost a lease.</remarks>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>Runs until it is cancelled.</summary>
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

    /// <summary>Reads all enqueued tasks.</summary>
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

    /// <summary>Returns the violations that it has observed, including completed tasks that have changed since.</summary>
    /// <param name="tasks">All tasks at the end of the run.</param>
    /// <param name="requeued">The tasks that were requeued, and may have changed after their completion.</param>
    public IEnumerable<string> Violations(IReadOnlyDictionary<string, AgentTask> tasks, ICollection<string> requeued) =>
    [
        .. violations,
        .. ended.Values
            .Where(before => before.Status is AgentTaskStatus.Done || !requeued.Contains(before.Id))
            .Where(before => !tasks.TryGetValue(before.Id, out var after) || after.Version != before.Version)
            .Select(before => Changed(before, tasks.GetValueOrDefault(before.Id))),
    ];

    private static string Changed(AgentTask before, AgentTask? after) =>
        $"{before.Id} was {before.Status} at {before.Version}, and is {after?.Status} at {after?.Version}";

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

        // Each write that sets the lease also sets UpdatedAt to the server time.
        if (task.LeaseExpiresAt - task.UpdatedAt > ChaosTask.Lease + Tolerance)
        {
            violations.Add(
                $"{task.Id} is held by {task.AssignedTo} from {task.UpdatedAt:O} until {task.LeaseExpiresAt:O}, which is too long");
        }
    }
}

using System.Collections.Concurrent;

namespace AgentState.Chaos;

/// <summary>Cancels tasks, requeues failed and cancelled ones, and claims tasks only to release them.</summary>
internal sealed class People(ITaskQueue queue, ITaskAdministration administration, Producers producers)
{
    private const string AgentId = "idler";

    private readonly ConcurrentDictionary<string, bool> requeued = new(StringComparer.Ordinal);

    public int Cancelled { get; private set; }

    public int Released { get; private set; }

    /// <summary>The tasks that were requeued.</summary>
    public ICollection<string> Requeued => requeued.Keys;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Chance.PauseAsync(100, 300, cancellationToken);
            switch (Random.Shared.Next(3))
            {
                case 0:
                    await CancelAsync();
                    break;
                case 1:
                    await RequeueAsync(AgentTaskStatus.Failed);
                    await RequeueAsync(AgentTaskStatus.Cancelled);
                    break;
                default:
                    await ReleaseAsync();
                    break;
            }
        }
    }

    private async Task CancelAsync()
    {
        if (producers.Ids.ToArray() is { Length: > 0 } ids)
        {
            var task = await administration.CancelAsync(Random.Shared.GetItems(ids, 1)[0]);
            Cancelled += task.Status is AgentTaskStatus.Cancelled || task.CancelRequestedAt is not null ? 1 : 0;
        }
    }

    private async Task RequeueAsync(AgentTaskStatus status)
    {
        var found = await queue.ListAsync(TaskFilter.ByType(ChaosTask.Type, status), new PageRequest { Size = 5 });
        if (found.Items.Count > 0)
        {
            var id = found.Items[Random.Shared.Next(found.Items.Count)].Id;
            requeued.TryAdd(id, true);
            await administration.RequeueAsync(id);
        }
    }

    private async Task ReleaseAsync()
    {
        ClaimedTask? claimed;
        try
        {
            claimed = await queue.ClaimAsync(ChaosTask.Type, AgentId);
        }
        catch (StateUnavailableException)
        {
            // On a busy machine the claim may time out. If it was applied, the task becomes pending again when its lease expires.
            return;
        }

        if (claimed is not null)
        {
            try
            {
                await claimed.ReleaseAsync();
                Released++;
            }
            catch (LeaseLostException) when (claimed.Task.LeaseExpiresAt <= TimeProvider.System.GetUtcNow())
            {
                // The lease expired before the release arrived, which is no violation.
            }
            catch (LeaseLostException)
            {
                // Allowed only if another client has overwritten the claim: the task was cancelled and requeued while that client worked on
                // it, and the client writes its outcome without a condition.
                var now = await queue.GetAsync(claimed.Task.Id);
                if (now is not { Status: AgentTaskStatus.Done or AgentTaskStatus.Failed } || ChaosTask.Read(now.Result) is not null)
                {
                    throw;
                }
            }
        }
    }
}

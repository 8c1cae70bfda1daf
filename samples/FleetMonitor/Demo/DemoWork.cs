using AgentState;

namespace FleetMonitor.Demo;

/// <summary>The work of the demonstration agents.</summary>
internal static class DemoWork
{
    private static readonly string[] Types = [AgentTypes.GitHub, AgentTypes.Data, AgentTypes.Content, AgentTypes.GitHub];

    /// <summary>Enqueues tasks for the other agents.</summary>
    public static async Task EnqueueAsync(AgentStateClient client, DemoAgent agent, CancellationToken cancellationToken)
    {
        await client.Agents.SetStatusAsync(agent.Id, AgentStatus.Running, cancellationToken: cancellationToken);
        for (var number = 1; ; number++)
        {
            await client.Tasks.EnqueueAsync(
                new NewTask { Type = Types[number % Types.Length], CreatedBy = agent.Id, Payload = Map("order", number) },
                cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(700), cancellationToken);
        }
    }

    /// <summary>Claims tasks, works on them, and logs the outcomes.</summary>
    public static async Task ClaimAsync(AgentStateClient client, DemoAgent agent, CancellationToken cancellationToken)
    {
        var isIdle = true;
        while (true)
        {
            var claimed = await client.Tasks.ClaimAsync(agent.Type, agent.Id, cancellationToken);
            if (isIdle != claimed is null)
            {
                isIdle = !isIdle;
                var status = isIdle ? AgentStatus.Idle : AgentStatus.Running;
                await client.Agents.SetStatusAsync(agent.Id, status, cancellationToken: cancellationToken);
            }

            if (claimed is null)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
            else
            {
                await WorkAsync(client, agent, claimed, cancellationToken);
            }
        }
    }

    private static async Task WorkAsync(AgentStateClient client, DemoAgent agent, ClaimedTask claimed, CancellationToken cancellationToken)
    {
        var order = claimed.Task.Payload.Get<long>("order");
        await Task.Delay(TimeSpan.FromMilliseconds(1000 + (order % 5 * 250)), cancellationToken);

        // The batch stores the outcome of the task and its log entry, or neither.
        var batch = client.CreateBatch();
        if (order % 9 == 0)
        {
            batch.Fail(claimed, new TaskFailure("Every ninth order fails."));
            batch.Write(new NewActivity
            {
                Agent = agent.Id,
                Action = "task.failed",
                Level = ActivityLevel.Error,
                Details = Map("order", order),
            });
        }
        else
        {
            batch.Complete(claimed);
            batch.Write(new NewActivity { Agent = agent.Id, Action = "task.completed", Details = Map("order", order) });
        }

        await batch.CommitAsync(cancellationToken);
    }

    private static StateMap Map(string key, long value) => StateMap.Of((key, value));
}

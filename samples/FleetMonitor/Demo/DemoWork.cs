using AgentState;

namespace FleetMonitor.Demo;

/// <summary>What the agents of the demonstration do all day.</summary>
internal static class DemoWork
{
    private static readonly string[] Types = [AgentTypes.GitHub, AgentTypes.Data, AgentTypes.Content, AgentTypes.GitHub];

    /// <summary>One of them takes down what people want, and enqueues it for the others.</summary>
    public static async Task EnqueueAsync(AgentStateClient client, DemoAgent agent, CancellationToken cancellationToken)
    {
        await client.Agents.SetStatusAsync(agent.Id, AgentStatus.Running, cancellationToken: cancellationToken);
        for (var number = 1; ; number++)
        {
            await client.Tasks.EnqueueAsync(
                new NewTask { Type = Types[number % Types.Length], CreatedBy = agent.Id, Payload = Map("order", number) }, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(700), cancellationToken);
        }
    }

    /// <summary>The others claim it, work on it, and tell how it went.</summary>
    public static async Task ClaimAsync(AgentStateClient client, DemoAgent agent, CancellationToken cancellationToken)
    {
        var isIdle = true;
        while (true)
        {
            var claimed = await client.Tasks.ClaimAsync(agent.Type, agent.Id, cancellationToken);
            if (isIdle != claimed is null)
            {
                isIdle = !isIdle;
                await client.Agents.SetStatusAsync(agent.Id, isIdle ? AgentStatus.Idle : AgentStatus.Running, cancellationToken: cancellationToken);
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
        var order = (long)claimed.Task.Payload.ToDictionary()["order"]!;
        await Task.Delay(TimeSpan.FromMilliseconds(1000 + (order % 5 * 250)), cancellationToken);

        // The end of the task and its entry in the log: both are stored, or neither is.
        var batch = client.CreateBatch();
        if (order % 9 == 0)
        {
            batch.Fail(claimed.Claim, new TaskFailure("Every ninth order cannot be met."));
            batch.Write(new NewActivity { Agent = agent.Id, Action = "task.failed", Level = ActivityLevel.Error, Details = Map("order", order) });
        }
        else
        {
            batch.Complete(claimed.Claim);
            batch.Write(new NewActivity { Agent = agent.Id, Action = "task.completed", Details = Map("order", order) });
        }

        await batch.CommitAsync(cancellationToken);
    }

    private static StateMap Map(string key, long value) => StateMap.FromDictionary(new Dictionary<string, object?> { [key] = value });
}

using AgentState;

namespace FleetMonitor.Demo;

/// <summary>A demonstration fleet: one agent crashes and restarts, one dies, and one is paused.</summary>
internal sealed class DemoFleet(AgentStateClient client)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Sets short intervals: an agent without heartbeat is suspect after two seconds, and dead after three.</summary>
    public static void Configure(AgentStateOptions options)
    {
        // On an emulator, keeps the demonstration apart from other data.
        options.ProjectId = "demo-fleet-monitor";
        options.Agents.HeartbeatInterval = TimeSpan.FromSeconds(1);
        options.Agents.DesiredStateMaxAge = TimeSpan.FromSeconds(1);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var telegram = new DemoAgent(client, "telegram-agent", AgentTypes.Telegram, Enqueue);
        using var gitHub = new DemoAgent(client, "github-agent", AgentTypes.GitHub, Claim);
        using var review = new DemoAgent(client, "review-agent", AgentTypes.GitHub, Claim);
        using var content = new DemoAgent(client, "content-agent", AgentTypes.Content, Claim);
        using var data = new DemoAgent(client, "data-agent", AgentTypes.Data, Claim);
        using var archive = new DemoAgent(client, "archive-agent", AgentTypes.Data, Claim);
        DemoAgent[] all = [telegram, gitHub, review, content, data, archive];

        await Together.RunAsync([.. all.Select(agent => (Func<CancellationToken, Task>)agent.RunAsync), Story], cancellationToken);

        Task Enqueue(DemoAgent agent, CancellationToken token) => DemoWork.EnqueueAsync(client, agent, token);

        Task Claim(DemoAgent agent, CancellationToken token) => DemoWork.ClaimAsync(client, agent, token);

        async Task Story(CancellationToken token)
        {
            await UntilAsync(data, LivenessGrade.Alive, token);
            await UntilAsync(archive, LivenessGrade.Alive, token);
            await Task.Delay(3 * Moment, token);
            data.FallSilent();
            await Task.Delay(Moment, token);
            archive.FallSilent();
            await StartAgainAsync(data, token);

            // This agent is not restarted, so the sweep marks it. In a real fleet, hosts sweep regularly.
            await UntilAsync(archive, LivenessGrade.Dead, token);
            await Task.Delay(Moment, token);
            await client.Agents.SweepAsync(token);

            while (true)
            {
                await Task.Delay(3 * Moment, token);
                await client.Agents.SetDesiredStateAsync(review.Id, AgentDesiredState.Paused, token);
                await Task.Delay(6 * Moment, token);
                await client.Agents.SetDesiredStateAsync(review.Id, AgentDesiredState.Running, token);
                await Task.Delay(6 * Moment, token);
                data.FallSilent();
                await StartAgainAsync(data, token);
            }
        }
    }

    private async Task StartAgainAsync(DemoAgent agent, CancellationToken cancellationToken)
    {
        await UntilAsync(agent, LivenessGrade.Dead, cancellationToken);
        await Task.Delay(Moment, cancellationToken);
        agent.StartAgain();
    }

    // A supervisor can be built like this: it watches an agent, and acts on its liveness.
    private async Task UntilAsync(DemoAgent agent, LivenessGrade grade, CancellationToken cancellationToken)
    {
        await foreach (var current in client.Agents.WatchAsync(agent.Id, LivenessDetail.Grades, cancellationToken))
        {
            if (current?.Liveness?.Grade == grade)
            {
                return;
            }
        }
    }
}

using AgentState;
using Microsoft.Extensions.Hosting;

namespace Worker;

/// <summary>Enqueues tasks for a few seconds, as any other program would.</summary>
internal sealed class Producer(ITaskQueue tasks) : BackgroundService
{
    private const int Reviews = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pullRequest = 1; pullRequest <= Reviews; pullRequest++)
        {
            await tasks.EnqueueAsync(
                new NewTask
                {
                    Type = AgentTaskTypes.GitHub,
                    CreatedBy = "telegram-agent",
                    UserId = "42",
                    Payload = StateMap.From(new ReviewRequest("octo/garden", pullRequest), WorkerJson.Default.ReviewRequest),
                },
                stoppingToken);
            await Task.Delay(TimeSpan.FromMilliseconds(200), stoppingToken);
        }
    }
}

using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Snippets;

/// <summary>Code blocks of docs/testing.md.</summary>
internal static class TestingSnippets
{
    public static async Task<AgentTask> RunInAHostAsync(CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAgentState(options => options.Tasks.RetryDelay = TimeSpan.Zero) // no back-off between attempts
            .UseEmbedded() // an empty database in memory, for this host only
            .AddTaskWorker<GreetingHandler>("greeting");

        using var host = builder.Build();
        await host.StartAsync(cancellationToken);

        var tasks = host.Services.GetRequiredService<ITaskQueue>();
        var payload = StateMap.Of(("name", "Ada"));
        var enqueued = await tasks.EnqueueAsync(
            new NewTask { Type = "greeting", CreatedBy = "test", Payload = payload }, cancellationToken);
        var task = await tasks.WaitForResultAsync(enqueued.Id, cancellationToken); // has no time limit: pass the test's token

        await host.StopAsync(cancellationToken);
        return task;
    }
}

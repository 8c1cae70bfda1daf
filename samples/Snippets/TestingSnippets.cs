using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Snippets;

/// <summary>Code blocks of docs/testing.md.</summary>
internal static class TestingSnippets
{
    public static async Task<AgentTask> RunHandlerAsync(CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAgentState(options => options.Tasks.RetryDelay = TimeSpan.Zero) // no back-off between attempts
            .UseEmbedded() // an empty database in memory, for this host only
            .AddTaskWorker<GreetingHandler>("greeting");

        using var host = builder.Build();
        await host.StartAsync(cancellationToken);

        var tasks = host.Services.GetRequiredService<ITaskQueue>();
        var payload = StateMap.FromJson("""{ "name": "Ada" }""");
        var enqueued = await tasks.EnqueueAsync(
            new NewTask { Type = "greeting", CreatedBy = "test", Payload = payload }, cancellationToken);
        var task = await tasks.WaitForResultAsync(enqueued.Id, cancellationToken); // has no time limit: pass the test's token

        await host.StopAsync(cancellationToken);
        return task;
    }
}

/// <summary>A handler to test.</summary>
internal sealed class GreetingHandler : ITaskHandler
{
    public Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var name = context.Task.Payload["name"];
        return Task.FromResult<StateMap?>(StateMap.Of(("text", $"Hello, {name}")));
    }
}

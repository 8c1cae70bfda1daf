using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Snippets;

/// <summary>Code blocks of the repository's README.</summary>
internal static class WorkerSnippets
{
    public static async Task RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddAgentState()
            .AddAgent("github-agent", AgentTypes.GitHub)
            .AddTaskWorker(
                AgentTaskTypes.GitHub,
                async (context, cancellationToken) =>
                {
                    await Task.Delay(100, cancellationToken); // the work; pass the token on
                    context.ReportProgress(StateMap.FromJson("""{ "step": "reviewed" }"""));
                    return StateMap.FromJson("""{ "verdict": "approved" }"""); // the task's result
                },
                worker => worker.Concurrency = 8);

        await builder.Build().RunAsync();
    }
}

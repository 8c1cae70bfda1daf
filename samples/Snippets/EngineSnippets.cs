using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Snippets;

/// <summary>Code blocks of docs/engines.md, and of the page of AgentState.Sqlite.</summary>
internal static class EngineSnippets
{
    public static void ByEnvironment(IHostApplicationBuilder builder)
    {
        var agentState = builder.Services.AddAgentState(builder.Configuration.GetSection("AgentState"));
        if (builder.Environment.IsDevelopment())
        {
            agentState.UseSqlite("state.db");
        }
    }

    public static async Task MoveAsync(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddKeyedAgentState("file").UseSqlite("state.db");
        services.AddKeyedAgentState("cloud", options => options.ProjectId = "my-fleet");

        await using var provider = services.BuildServiceProvider();
        var file = provider.GetRequiredKeyedService<AgentStateClient>("file");
        var cloud = provider.GetRequiredKeyedService<AgentStateClient>("cloud");
        var documents = await StateTransfer.CopyAsync(file, cloud, cancellationToken: cancellationToken);
        Console.WriteLine($"Copied {documents} documents.");
    }

    public static void Durable(IServiceCollection services)
    {
        services.AddAgentState().UseSqlite("state.db", sqlite => sqlite.Durability = SqliteDurability.PowerLoss);
    }

    public static async Task WorkAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddAgentState()
            .UseSqlite("/var/lib/fleet/state.db")
            .AddTaskWorker(AgentTaskTypes.GitHub, async (context, cancellationToken) =>
            {
                await Task.Delay(100, cancellationToken); // the work
                return StateMap.Of(("verdict", "approved"));
            });

        await builder.Build().RunAsync();
    }
}

using AgentState;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

/// <summary>Code blocks of docs/emulator.md.</summary>
internal static class EmulatorSnippets
{
    public static async Task RunAsync()
    {
        await using var emulator = await FirestoreEmulator.StartAsync();
        var services = new ServiceCollection();
        services.AddAgentState(options =>
        {
            options.EmulatorHost = emulator.Host;
            options.ProjectId = emulator.NewProjectId(); // an empty database of this test's own
        });

        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<AgentStateClient>().WarmUpAsync();
    }
}

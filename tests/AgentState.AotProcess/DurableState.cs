using Microsoft.Extensions.DependencyInjection;

namespace AgentState.AotProcess;

/// <summary>Keeps a task in a SQLite file, in a program that is compiled ahead of time.</summary>
internal static class DurableState
{
    /// <summary>Whether a second registration over the file claims the task that the first one has enqueued.</summary>
    public static async Task<bool> IsKeptAsync()
    {
        var folder = Directory.CreateTempSubdirectory("agentstate-");
        try
        {
            var path = Path.Combine(folder.FullName, "state.db");
            var id = await EnqueueAsync(path);
            await using var services = Open(path);
            var claimed = await services.GetRequiredService<ITaskQueue>().ClaimAsync(AgentTaskTypes.GitHub, "ahead");
            return claimed?.Task.Id == id;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> EnqueueAsync(string path)
    {
        await using var services = Open(path);
        var task = await services.GetRequiredService<ITaskQueue>().EnqueueAsync(new NewTask
        {
            Type = AgentTaskTypes.GitHub,
            CreatedBy = "ahead",
            Payload = StateMap.Empty,
        });
        return task.Id;
    }

    private static ServiceProvider Open(string path)
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseSqlite(path);
        return services.BuildServiceProvider();
    }
}

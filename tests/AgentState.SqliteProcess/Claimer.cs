using Microsoft.Extensions.DependencyInjection;

namespace AgentState.SqliteProcess;

/// <summary>Claims and completes tasks of the type <c>github</c> until none is pending.</summary>
/// <remarks>It begins when it reads a line. It prints the id of each claimed task, and "done" at the end.</remarks>
internal static class Claimer
{
    public static async Task RunAsync(string file, string name)
    {
        await using var provider = new ServiceCollection()
            .AddAgentState()
            .UseSqlite(file, options => options.LockTimeout = Files.LockTimeout)
            .Services.BuildServiceProvider();
        var tasks = provider.GetRequiredService<ITaskQueue>();
        Console.WriteLine("started");
        Console.ReadLine();
        while (await tasks.ClaimAsync("github", name) is { } claimed)
        {
            Console.WriteLine(claimed.TaskId);
            await claimed.CompleteAsync();
        }

        Console.WriteLine("done");
    }
}

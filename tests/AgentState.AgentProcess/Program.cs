using AgentState;
using AgentState.AgentProcess;
using Microsoft.Extensions.DependencyInjection;

// A child process for tests that need several processes, or one that they can suspend. The last argument is its role: an agent ("single",
// "many"), "users" or "log". An agent reads commands line by line, and prints one line in answer to each: "count N" increments its
// completed tasks N times; "how" prints its state; "quit" deregisters it and exits.
var (host, project, agentId, role) = (args[0], args[1], args[2], args[3]);
await using var provider = new ServiceCollection()
    .AddAgentState(options =>
    {
        options.EmulatorHost = host;
        options.ProjectId = project;
        options.Agents.HeartbeatInterval = TimeSpan.FromSeconds(1);
        (options.Activity.QueueCapacity, options.Activity.WhenFull) = (LogWriter.QueueCapacity, ActivityOverflow.Wait);
    })
    .Services.BuildServiceProvider();
switch (role)
{
    case "users":
        await UserPatcher.RunAsync(provider.GetRequiredService<IUserStore>(), agentId);
        return;
    case "log":
        await LogWriter.RunAsync(provider.GetRequiredService<AgentStateClient>(), agentId);
        return;
}

var registry = provider.GetRequiredService<IAgentRegistry>();
var registration = new AgentRegistration { Id = agentId, Type = AgentTypes.Data };

await using var instance = await registry.StartInstanceAsync(registration, new AgentInstanceOptions { SingleInstance = role == "single" });
await using var told = instance.Lost.Register(() => Console.WriteLine("lost"));
Console.WriteLine($"started {instance.Epoch}");

while (Console.ReadLine()?.Split(' ') is [var verb, ..] words && verb != "quit")
{
    switch (verb)
    {
        case "count":
            await Task.WhenAll(Enumerable.Range(0, int.Parse(words[1], provider: null))
                .Select(_ => registry.IncrementStatsAsync(agentId, new AgentStats { TasksCompleted = 1 })));
            Console.WriteLine("counted");
            break;
        case "how":
            Console.WriteLine($"{instance.State} {instance.Loss}".TrimEnd());
            break;
        default:
            Console.WriteLine($"unknown command '{verb}'");
            break;
    }
}

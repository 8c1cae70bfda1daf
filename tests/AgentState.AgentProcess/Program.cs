using AgentState;
using Microsoft.Extensions.DependencyInjection;

// One agent in a process of its own, for tests that need several, or one that they can stop. It does what it is told by lines:
// "count N" adds N to its counters, one by one; "quit" says goodbye. It answers by lines as well.
var (host, project, agentId, isSingle) = (args[0], args[1], args[2], args[3] == "single");
await using var provider = new ServiceCollection()
    .AddAgentState(options =>
    {
        options.EmulatorHost = host;
        options.ProjectId = project;
        options.Agents.HeartbeatInterval = TimeSpan.FromSeconds(1);
    })
    .Services.BuildServiceProvider();
var registry = provider.GetRequiredService<IAgentRegistry>();
var registration = new AgentRegistration { Id = agentId, Type = AgentTypes.Data };

await using var instance = await registry.StartInstanceAsync(registration, new AgentInstanceOptions { SingleInstance = isSingle });
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
            Console.WriteLine($"what is '{verb}'?");
            break;
    }
}

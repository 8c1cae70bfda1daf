using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Chaos;

/// <summary>A process that registers, changes and deregisters its own agents.</summary>
/// <remarks>
/// The config of each agent has a counter that only grows. The process writes until it reads a line, and then prints the number of its
/// writes.
/// </remarks>
internal static class Writer
{
    public const string Counter = "n";

    private static readonly AgentStatus[] Statuses = [AgentStatus.Idle, AgentStatus.Running, AgentStatus.Error];

    private static readonly string[] Types = [AgentTypes.Data, AgentTypes.Content];

    /// <summary>The arguments of a process that calls <see cref="RunAsync"/>.</summary>
    public static string[] Arguments(ChaosGround ground, ChaosOptions options, int writer) =>
    [
        "writer",
        ground.Door.Host,
        ground.Project,
        Text(writer),
        Text((options.Agents + options.Writers - 1) / options.Writers),
        Text(options.Pace),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var (host, project, writer, agents, pace) = (args[0], args[1], args[2], Number(args[3]), Number(args[4]));

        // A long timeout: a call that times out but arrives later would overwrite a newer counter with an older one.
        await using var provider = ChaosGround.Provide(host, project, options => options.CallTimeout = TimeSpan.FromMinutes(1));
        var registry = provider.GetRequiredService<IAgentRegistry>();
        var stop = Task.Run(Console.ReadLine);
        var counters = new long[agents];
        var written = 0;

        // The first changes register all agents, so that watches have something to return.
        for (var i = 0; !stop.IsCompleted; i++)
        {
            var agent = i < agents ? i : Random.Shared.Next(agents);
            var choice = i < agents ? 0 : Random.Shared.Next(10);
            var type = Types[agent % Types.Length];
            written += await TryChangeAsync(registry, $"w{writer}-{agent}", ++counters[agent], type, choice) ? 1 : 0;
            if (i >= agents)
            {
                await Task.WhenAny(stop, Task.Delay(TimeSpan.FromSeconds(1) / pace, TimeProvider.System));
            }
        }

        Console.WriteLine($"{written}");
        return 0;
    }

    private static async Task<bool> TryChangeAsync(IAgentRegistry registry, string id, long counter, string type, int choice)
    {
        try
        {
            switch (choice)
            {
                case 9:
                    await registry.DeregisterAsync(id);
                    break;
                case 7 or 8:
                    await registry.SetStatusAsync(id, Random.Shared.GetItems(Statuses, 1)[0]);
                    break;
                case 5 or 6:
                    await registry.PatchConfigAsync(id, MapPatch.Empty.Set(Counter, counter));
                    break;
                default:
                    var config = StateMap.FromDictionary(new Dictionary<string, object?> { [Counter] = counter });
                    await registry.RegisterAsync(new AgentRegistration { Id = id, Type = type, Config = config });
                    break;
            }

            return true;
        }
        catch (AgentStateException error) when (error is StateNotFoundException or StateUnavailableException)
        {
            // The server is unavailable, or was restarted without the agent. A later change registers the agent again.
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

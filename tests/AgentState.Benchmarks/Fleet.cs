using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Benchmarks;

/// <summary>Creates a fleet of agents on the emulator.</summary>
internal static class Fleet
{
    public static string AgentId(int number) => $"agent-{number:00000}";

    public static ServiceProvider Provide(string emulatorHost, string projectId, TimeSpan? heartbeat = null)
    {
        var services = new ServiceCollection();
        services.AddAgentState(options =>
        {
            options.EmulatorHost = emulatorHost;
            options.ProjectId = projectId;
            options.Agents.HeartbeatInterval = heartbeat ?? options.Agents.HeartbeatInterval;
        });
        return services.BuildServiceProvider();
    }

    /// <summary>Writes agents without the library, with the shared fields.</summary>
    public static async Task SeedAsync(FirestoreChannel channel, DatabaseRoot root, int agents, CancellationToken cancellationToken)
    {
        foreach (var some in Enumerable.Range(0, agents).Chunk(500))
        {
            var writes = some.Select(number => Change(root, number, counter: 0));
            var options = await channel.OptionsAsync(cancellationToken);
            await channel.Client.BatchWriteAsync(new BatchWriteRequest { Database = root.Database, Writes = { writes } }, options);
        }
    }

    /// <summary>Creates the write of an agent with a counter in its config.</summary>
    public static Write Change(DatabaseRoot root, int number, int counter) => new()
    {
        Update = new Document
        {
            Name = root.Document("agents", AgentId(number)),
            Fields =
            {
                ["type"] = Text("data"),
                ["status"] = Text("running"),
                ["config"] = Map(("counter", new Value { IntegerValue = counter }), ("model", Text("large"))),
                ["stats"] = Map(("tasksCompleted", new Value { IntegerValue = 17 }), ("errors", new Value { IntegerValue = 2 })),
            },
        },
    };

    private static Value Text(string text) => new() { StringValue = text };

    private static Value Map(params ReadOnlySpan<(string Name, Value Value)> entries)
    {
        var map = new MapValue();
        foreach (var (name, value) in entries)
        {
            map.Fields.Add(name, value);
        }

        return new Value { MapValue = map };
    }
}

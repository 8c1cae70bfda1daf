namespace AgentState.AgentProcess;

/// <summary>
/// Writes into the log until it is killed: buffered entries, one after the other, and every now and then an acknowledged one. It says a line for each entry that it knows to be
/// stored ("acknowledged N"), for each flush ("stored N": all up to the Nth buffered one), and for what it has handed over ("accepted N").
/// </summary>
internal static class LogWriter
{
    public const int QueueCapacity = 500;

    public static async Task RunAsync(AgentStateClient client, string agentId)
    {
        Console.WriteLine("started 0");
        for (var number = 1; ; number++)
        {
            await client.Activity.BufferAsync(new NewActivity { Agent = agentId, Action = $"buffered {number:000000}" });
            if (number % 20 == 0)
            {
                Console.WriteLine($"accepted {number}");
            }

            if (number % 150 == 0)
            {
                await client.Activity.WriteAsync(new NewActivity { Agent = agentId, Action = $"acknowledged {number:000000}" });
                Console.WriteLine($"acknowledged {number}");
            }

            if (number % 1_000 == 0)
            {
                await client.FlushAsync();
                Console.WriteLine($"stored {number}");
            }
        }
    }
}

namespace AgentState.AgentProcess;

/// <summary>Writes buffered and acknowledged entries to the activity log until it is killed.</summary>
/// <remarks>
/// It prints "acknowledged N" after an acknowledged write, "stored N" after a flush that stores all buffered entries up to N, and
/// "accepted N" when entry N is in the buffer.
/// </remarks>
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

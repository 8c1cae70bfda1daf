using AgentState;

namespace ChatBot;

/// <summary>Prints each new entry of the log until the chat ends.</summary>
internal static class LogTail
{
    public static async Task PrintAsync(IActivityLog log)
    {
        await foreach (var item in log.TailAsync(options: new ActivityTailOptions { Last = 20 }))
        {
            Console.WriteLine(item.Entry is { } entry
                ? $"    [log] {entry.Action} {entry.Details.ToJson()}"
                : $"    [log] {item.Missed} entries are missing here.");
            if (item.Entry?.Action == Bot.Ended)
            {
                return;
            }
        }
    }
}

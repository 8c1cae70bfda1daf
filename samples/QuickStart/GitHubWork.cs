using AgentState;

namespace QuickStart;

/// <summary>Stands for what an agent would do on GitHub.</summary>
internal static class GitHubWork
{
    private static readonly TimeSpan Effort = TimeSpan.FromMilliseconds(30);

    public static async Task<StateMap> DoAsync(AgentTask task)
    {
        await Task.Delay(Effort);
        var payload = task.Payload.ToDictionary();
        return StateMap.FromDictionary(new Dictionary<string, object?>
        {
            ["summary"] = $"{payload.GetValueOrDefault("action") ?? "looked at"} {payload.GetValueOrDefault("repository") ?? "something"}",
            ["fields"] = (long)payload.Count,
            ["by"] = task.AssignedTo,
        });
    }
}

using AgentState;

namespace QuickStart;

/// <summary>Stands for what an agent would do on GitHub.</summary>
internal static class GitHubWork
{
    private static readonly TimeSpan Effort = TimeSpan.FromMilliseconds(30);

    public static async Task<StateMap> DoAsync(AgentTask task, AccessToken token)
    {
        // A real one would send token.Secret.Reveal() along; printed, it is *** and a fingerprint.
        await Task.Delay(Effort);
        var payload = task.Payload.ToDictionary();
        if (payload.GetValueOrDefault("simulateError") is string error)
        {
            throw new GitHubWorkException(error);
        }

        return StateMap.FromDictionary(new Dictionary<string, object?>
        {
            ["summary"] = $"{payload.GetValueOrDefault("action") ?? "looked at"} {payload.GetValueOrDefault("repository") ?? "something"}",
            ["fields"] = (long)payload.Count,
            ["by"] = task.AssignedTo,
            ["tokenGoodUntil"] = token.ExpiresAt,
        });
    }
}

using AgentState;

namespace QuickStart;

/// <summary>Simulates the work of an agent on GitHub.</summary>
internal static class GitHubWork
{
    private static readonly TimeSpan Effort = TimeSpan.FromMilliseconds(30);

    public static async Task<StateMap> DoAsync(AgentTask task, AccessToken token)
    {
        // Real work would send token.Secret.Reveal(); printing the secret shows *** and a fingerprint.
        await Task.Delay(Effort);
        var payload = task.Payload;
        if (payload["simulateError"] is string error)
        {
            throw new GitHubWorkException(error);
        }

        return StateMap.Of(
            ("summary", $"{payload["action"] ?? "looked at"} {payload["repository"] ?? "something"}"),
            ("fields", payload.Count),
            ("by", task.AssignedTo),
            ("tokenGoodUntil", token.ExpiresAt));
    }
}

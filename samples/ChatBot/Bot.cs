using AgentState;

namespace ChatBot;

/// <summary>Answers in the preferred language of the user, and stores the preferences.</summary>
internal sealed class Bot(AgentStateClient client)
{
    public const string Ended = "chat.ended";

    private const string AgentId = "chat-bot";

    public async Task<string> AnswerAsync(string userId, string line)
    {
        var (user, isNew) = await client.Users.GetOrCreateAsync(userId, new UserUpdate { DisplayName = "Ada" });
        var preferences = user.ReadPreferences(ChatJson.Default.ChatPreferences, new ChatPreferences());
        if (isNew)
        {
            Tell("user.created", userId, line: null);
        }

        var answer = line.Split(' ') switch
        {
            ["/lang", var language] => await PatchAsync(userId, MapPatch.Empty.Set("language", language)),
            ["/loud"] => await PatchAsync(userId, MapPatch.Empty.Set("loud", true)),
            ["/quiet"] => await PatchAsync(userId, MapPatch.Empty.Remove("loud")), // back to the default
            ["/pro"] => await GoProAsync(userId),
            ["/me"] => await DescribeAsync(user),
            _ => Greet(user, preferences),
        };
        Tell("chat.answered", userId, line);
        return answer;
    }

    public void End() => Tell(Ended, userId: null, line: null);

    private static string Greet(User user, ChatPreferences preferences)
    {
        var greeting = preferences.Language == "de" ? $"Guten Tag, {user.DisplayName}" : $"Hello, {user.DisplayName}";
        return preferences.Loud ? $"{greeting.ToUpperInvariant()}!" : $"{greeting}.";
    }

    private async Task<string> PatchAsync(string userId, MapPatch patch)
    {
        await client.Users.PatchPreferencesAsync(userId, patch);
        return "As you like.";
    }

    private async Task<string> GoProAsync(string userId)
    {
        await client.Users.SetTierAsync(userId, UserTier.Pro);
        return "Thank you.";
    }

    private async Task<string> DescribeAsync(User user)
    {
        var documents = 0;
        await foreach (var _ in client.Users.ExportAsync(user.Id))
        {
            documents++;
        }

        return $"{user.DisplayName}, {user.Tier}, prefers {user.Preferences.ToJson()}; {documents} document of yours is stored.";
    }

    // Buffered, so the user does not wait for the log.
    private void Tell(string action, string? userId, string? line) => client.Activity.TryWrite(new NewActivity
    {
        Agent = AgentId,
        Action = action,
        Details = StateMap.Of(("user", userId), ("line", line)),
    });
}

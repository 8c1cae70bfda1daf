using AgentState;

namespace MoveState;

/// <summary>Fills a database with a few documents.</summary>
internal static class Demonstration
{
    private const int Tasks = 500;

    public static async Task FillAsync(AgentStateClient client)
    {
        await client.Users.GetOrCreateAsync("42", new UserUpdate { DisplayName = "Ada" });
        await client.Agents.RegisterAsync(new AgentRegistration { Id = "github-agent", Type = AgentTypes.GitHub });
        await client.Tasks.EnqueueManyAsync(
        [
            .. Enumerable.Range(1, Tasks).Select(pullRequest => new NewTask
            {
                Type = AgentTaskTypes.GitHub,
                CreatedBy = "telegram-agent",
                UserId = "42",
                Payload = StateMap.Of(("repository", "octo/garden"), ("pullRequest", pullRequest)),
            }),
        ]);
        await client.Activity.WriteAsync(new NewActivity { Agent = "telegram-agent", Action = "tasks.enqueued" });
    }
}

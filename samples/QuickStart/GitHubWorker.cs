using AgentState;

namespace QuickStart;

/// <summary>A worker of the GitHub agent: claims tasks, works with a token, and logs the outcome.</summary>
internal static class GitHubWorker
{
    public static async Task RunAsync(AgentStateClient client, string agentId)
    {
        while (await client.Tasks.ClaimAsync(AgentTaskTypes.GitHub, agentId) is { } claimed)
        {
            // The batch stores the outcome of the task and its log entry, or neither.
            var batch = client.CreateBatch();
            try
            {
                var token = await client.Tokens.GetAccessTokenAsync("github");
                var result = await GitHubWork.DoAsync(claimed.Task, token);
                batch.Complete(claimed, result);
                batch.Write(Entry("task.completed", ActivityLevel.Info));
            }
            catch (GitHubWorkException error)
            {
                batch.Fail(claimed, new TaskFailure(error.Message));
                batch.Write(Entry("task.failed", ActivityLevel.Error));
            }

            await batch.CommitAsync();

            NewActivity Entry(string action, ActivityLevel level) => new()
            {
                Agent = agentId,
                Action = action,
                Level = level,
                Details = StateMap.Of(("task", claimed.Task.Id), ("attempt", claimed.Task.Attempt)),
            };
        }
    }
}

using AgentState;

namespace Snippets;

/// <summary>Code blocks of src/AgentState/Tasks/README.md.</summary>
internal static class AdministrationSnippets
{
    public static async Task OperateAsync(AgentStateClient client, string taskId, string failedTaskId, string waitingTaskId)
    {
        var administration = client.TaskAdministration; // or resolve ITaskAdministration

        await administration.PauseAsync("github"); // nothing more is claimed, in all processes within 5 s
        await administration.ResumeAsync("github");
        await administration.SetConcurrencyLimitAsync("github", 8); // over all processes; null = no limit

        await administration.CancelAsync(taskId); // a running handler's token is cancelled
        await administration.RequeueAsync(failedTaskId);
        await administration.ReplyAsync(waitingTaskId, StateMap.Of(("approved", true)));
    }
}

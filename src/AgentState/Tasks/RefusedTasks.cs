using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>What a sweep does about a write that was refused: a task that cannot be written, a full one say, keeps no other from being swept.</summary>
internal static class RefusedTasks
{
    /// <summary>Passes over the task, and logs it.</summary>
    /// <exception cref="AgentStateException">The error is not of the task: the database does not answer, or refuses every write.</exception>
    public static void Pass(ILogger logger, string name, AgentStateException error)
    {
        if (!ClaimErrors.IsOfTheTask(error))
        {
            throw error;
        }

        Log.TaskRefused(logger, DatabaseRoot.IdOf(name), error);
    }
}

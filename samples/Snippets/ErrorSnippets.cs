using AgentState;

namespace Snippets;

/// <summary>Code blocks of docs/errors.md.</summary>
internal static class ErrorSnippets
{
    public static async Task<bool> CompleteAsync(
        ITaskQueue tasks, ClaimedTask claimed, StateMap result, CancellationToken cancellationToken)
    {
        try
        {
            await claimed.CompleteAsync(result, cancellationToken);
            return true;
        }
        catch (LeaseLostException)
        {
            return false; // another worker may have the task: drop the result
        }
        catch (StateUnavailableException error)
        {
            Console.Error.WriteLine($"Calling again with the same claim is safe. {error.Message}");
            throw;
        }
    }
}

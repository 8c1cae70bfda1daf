using AgentState;

namespace Snippets;

/// <summary>Code blocks of docs/moving-from-python.md.</summary>
internal static class PythonSnippets
{
    public static async Task WorkAsync(AgentStateClient client)
    {
        while (await client.Tasks.ClaimAsync("github", "github-agent") is { } claimed)
        {
            if (claimed.Task.Payload.TryGet<string>("repository", out var repository))
            {
                var result = StateMap.Of(("reviewed", repository));
                await claimed.CompleteAsync(result);
            }
            else
            {
                await claimed.FailAsync(new TaskFailure("The payload names no repository."));
            }
        }
    }
}

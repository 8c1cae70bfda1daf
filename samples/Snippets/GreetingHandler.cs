using AgentState;

namespace Snippets;

/// <summary>The handler that docs/testing.md tests.</summary>
internal sealed class GreetingHandler : ITaskHandler
{
    public Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var input = context.Task.Reply ?? context.Task.Payload;
        return input.TryGet<string>("name", out var name)
            ? Task.FromResult<StateMap?>(StateMap.Of(("text", $"Hello, {name}")))
            : throw context.WaitForInput(StateMap.Of(("question", "What is your name?")));
    }
}

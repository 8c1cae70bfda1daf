namespace AgentState.Internal.Hosting.Registration;

/// <summary>A handler that calls a function.</summary>
internal sealed class DelegatedHandler(Func<TaskContext, CancellationToken, Task<StateMap?>> handle) : ITaskHandler
{
    public Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken) => handle(context, cancellationToken);
}

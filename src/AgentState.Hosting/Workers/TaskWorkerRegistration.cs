namespace AgentState;

/// <summary>One worker, as it was added.</summary>
/// <param name="Name">The registration of AgentState that it belongs to.</param>
/// <param name="Type">The type of tasks.</param>
/// <param name="AgentId">The agent that claims them.</param>
/// <param name="Options">How it works.</param>
/// <param name="MakeHandler">Makes a handler for one attempt, out of a scope of its own.</param>
internal sealed record TaskWorkerRegistration(
    string Name, string Type, string AgentId, TaskWorkerOptions Options, Func<IServiceProvider, ITaskHandler> MakeHandler)
{
    /// <summary>What is wrong with it.</summary>
    public WorkerHealth Health { get; } = new();
}

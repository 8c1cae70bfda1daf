namespace AgentState.Internal.Hosting.Workers;

/// <summary>The registration of one worker.</summary>
/// <param name="ServiceKey">The key of the AgentState registration; empty for the one without a key.</param>
/// <param name="Type">The type of the tasks.</param>
/// <param name="AgentId">The id of the agent that claims them.</param>
/// <param name="Options">The worker's options, which are validated.</param>
/// <param name="MakeHandler">Creates a handler for one attempt from the scope of the attempt.</param>
internal sealed record TaskWorkerRegistration(
    string ServiceKey, string Type, string AgentId, TaskWorkerOptions Options, Func<IServiceProvider, ITaskHandler> MakeHandler)
{
    /// <summary>The worker's problems.</summary>
    public WorkerHealth Health { get; } = new();
}

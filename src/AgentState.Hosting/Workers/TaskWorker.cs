namespace AgentState.Internal.Hosting.Workers;

/// <summary>One worker of this process: its agent, its options, and how its handlers are created.</summary>
internal abstract class TaskWorker(TaskWorkerRegistration registration, HostedAgent agent)
{
    public string Type => registration.Type;

    public HostedAgent Agent => agent;

    public TaskWorkerOptions Options => registration.Options;

    public Func<IServiceProvider, ITaskHandler> MakeHandler => registration.MakeHandler;

    public WorkerHealth Health => registration.Health;
}

namespace AgentState;

/// <summary>The services of one registration together, for programs that want them in one hand. The container owns and disposes it.</summary>
public sealed class AgentStateClient
{
    private readonly DocumentStack stack;

    internal AgentStateClient(DocumentStack stack, ITaskQueue tasks)
    {
        this.stack = stack;
        Tasks = tasks;
    }

    /// <summary>The queue of tasks.</summary>
    public ITaskQueue Tasks { get; }

    /// <summary>What the database has billed for all calls of this registration so far, as this process counted it.</summary>
    public BilledOperations Billed => stack.Billed.Read();
}

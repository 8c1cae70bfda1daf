namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>Whether a worker queries for tasks of its type.</summary>
internal enum TypeQueueState
{
    /// <summary>It queries whenever it may claim more tasks.</summary>
    NeedsWork,

    /// <summary>No task was found; a listener reports new ones.</summary>
    Idle,

    /// <summary>Like <see cref="Idle"/>, with one query in case the listener has missed a task.</summary>
    Peeking,
}

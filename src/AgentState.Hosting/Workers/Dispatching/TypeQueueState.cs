namespace AgentState;

/// <summary>Whether a worker looks for tasks of its type.</summary>
internal enum TypeQueueState
{
    /// <summary>It looks whenever it has room.</summary>
    NeedsWork,

    /// <summary>Nothing was there: a listener reports when that changes.</summary>
    Idle,

    /// <summary>As <see cref="Idle"/>, and it looks once, by a query: the listener may have missed something.</summary>
    Peeking,
}

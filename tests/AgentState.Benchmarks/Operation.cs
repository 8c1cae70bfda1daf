namespace AgentState.Benchmarks;

/// <summary>The calls that are compared.</summary>
internal enum Operation
{
    /// <summary>Read one task by its id.</summary>
    Get,

    /// <summary>Add one task.</summary>
    Enqueue,

    /// <summary>Take the first pending task.</summary>
    Claim,

    /// <summary>End a claimed task with a result.</summary>
    Complete,
}

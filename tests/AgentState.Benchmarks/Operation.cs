namespace AgentState.Benchmarks;

/// <summary>The compared operations.</summary>
internal enum Operation
{
    /// <summary>Reads one task by its id.</summary>
    Get,

    /// <summary>Adds one task.</summary>
    Enqueue,

    /// <summary>Claims the first pending task.</summary>
    Claim,

    /// <summary>Completes a claimed task with a result.</summary>
    Complete,
}

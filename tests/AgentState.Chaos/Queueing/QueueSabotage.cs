namespace AgentState.Chaos;

/// <summary>A mechanism of the workers that is disabled, to check that the run detects it.</summary>
internal enum QueueSabotage
{
    None,

    /// <summary>Completions are written without a condition: the last write wins.</summary>
    Fence,

    /// <summary>Leases are never renewed. The run has no other faults, so each violation is due to this.</summary>
    Renewal,
}

namespace AgentState.Chaos;

/// <summary>What is taken away of the workers, so that the chaos can be seen to find it out.</summary>
internal enum QueueSabotage
{
    None,

    /// <summary>The ends of claims are written on no condition: whoever comes last has the last word.</summary>
    Fence,

    /// <summary>Leases are never renewed. Nothing else goes wrong then: what is found is its doing alone.</summary>
    Renewal,
}

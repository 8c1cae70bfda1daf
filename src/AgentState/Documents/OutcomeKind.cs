namespace AgentState;

/// <summary>What became of a write.</summary>
internal enum OutcomeKind
{
    /// <summary>It was written.</summary>
    Applied,

    /// <summary>Its precondition did not hold; nothing was written.</summary>
    Conflict,

    /// <summary>An attempt's reply was lost, and a repeat met a failed precondition: the writer's own, or somebody else's doing. Read back.</summary>
    Unknown,

    /// <summary>Refused for another reason, which the outcome carries. Only an item of a batch ends so; a commit throws.</summary>
    Failed,
}

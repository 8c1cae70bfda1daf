namespace AgentState;

/// <summary>A type of which tasks may be claimed now.</summary>
/// <param name="Type">The type.</param>
/// <param name="State">How.</param>
internal readonly record struct ClaimableType(string Type, TaskTypeState State);

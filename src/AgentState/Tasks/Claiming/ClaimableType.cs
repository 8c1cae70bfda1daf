using AgentState.Internal.Tasks.Limits;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>A type whose tasks may be claimed now.</summary>
/// <param name="Type">The type.</param>
/// <param name="State">The pause state and the concurrency limit of the type.</param>
internal readonly record struct ClaimableType(string Type, TaskTypeState State);

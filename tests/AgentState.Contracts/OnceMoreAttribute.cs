namespace AgentState.Contracts;

/// <summary>Marks a class that runs a contract an additional time, with another configuration than the engine's own run.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OnceMoreAttribute : Attribute;

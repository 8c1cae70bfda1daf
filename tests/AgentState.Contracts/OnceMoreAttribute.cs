namespace AgentState.Contracts;

/// <summary>The class runs a contract once more, in another setting than the engine's own run.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OnceMoreAttribute : Attribute;

namespace AgentState.Firestore.Tests;

/// <summary>Two engines said different things.</summary>
public sealed class DifferenceException(string message) : Exception(message);

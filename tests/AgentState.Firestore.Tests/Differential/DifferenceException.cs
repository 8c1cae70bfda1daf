namespace AgentState.Firestore.Tests;

/// <summary>Two engines answered the same call differently.</summary>
public sealed class DifferenceException(string message) : Exception(message);

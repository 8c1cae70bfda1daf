namespace AgentState.Firestore.Tests;

/// <summary>What an engine said to a call.</summary>
/// <param name="Text">The answer, or the kind of the error, in a form that is the same for every engine.</param>
/// <param name="Error">The error, if it was one.</param>
internal sealed record Answer(string Text, AgentStateException? Error = null);

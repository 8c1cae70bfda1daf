namespace AgentState.TestKit;

/// <summary>An engine's answer to a call.</summary>
/// <param name="Text">The answer, or the kind of the error, in a form that does not depend on the engine.</param>
/// <param name="Error">The error; null if the call succeeded.</param>
internal sealed record Answer(string Text, AgentStateException? Error = null);

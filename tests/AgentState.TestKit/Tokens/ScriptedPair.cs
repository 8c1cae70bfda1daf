namespace AgentState.TestKit;

/// <summary>A pair as a service issues it.</summary>
internal sealed record ScriptedPair(string Access, string Refresh);

namespace AgentState.TestKit;

/// <summary>A query that production would refuse. Not one of the library's own errors, so that nothing translates or repeats it.</summary>
internal sealed class UnindexedQueryException(string message) : Exception(message);

namespace AgentState.TestKit;

/// <summary>Thrown for a query that production would refuse; not a library exception, so that no code translates or retries it.</summary>
internal sealed class UnindexedQueryException(string message) : Exception(message);

namespace AgentState.TestKit;

/// <summary>A verb of the seam.</summary>
internal enum Verb
{
    Get,
    Query,
    Aggregate,
    Commit,
    BatchWrite,
    Listen,
}

namespace AgentState.TestKit;

/// <summary>A method of <see cref="IDocumentStore"/>.</summary>
internal enum Verb
{
    Get,
    Query,
    Aggregate,
    Commit,
    BatchWrite,
    Listen,
}

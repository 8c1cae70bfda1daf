namespace AgentState.Contracts;

/// <summary>The base of every contract: what every engine must make true. A test assembly inherits each one, once for its engine.</summary>
public abstract class Contract
{
    /// <summary>An engine over a database of the test's own, empty.</summary>
    internal abstract ValueTask<IDocumentStore> CreateEngineAsync();
}

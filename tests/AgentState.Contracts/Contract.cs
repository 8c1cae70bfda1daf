namespace AgentState.Contracts;

/// <summary>
/// The base of every contract: tests that every engine must pass. The test assembly of an engine derives one class from each contract.
/// </summary>
public abstract class Contract
{
    /// <summary>Creates an engine over an empty database of this test.</summary>
    internal abstract ValueTask<IDocumentStore> CreateEngineAsync();
}

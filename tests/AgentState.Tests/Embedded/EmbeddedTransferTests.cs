using AgentState.Contracts;

namespace AgentState.Tests;

public sealed class EmbeddedStateTransferTests : StateTransferContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

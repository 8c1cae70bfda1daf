using AgentState.Contracts;

namespace AgentState.Tests;

public sealed class EmbeddedAgentTroubleTests : AgentTroubleContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

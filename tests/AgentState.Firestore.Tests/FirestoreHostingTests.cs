using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreAgentTroubleTests(EmulatorFixture emulator) : AgentTroubleContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

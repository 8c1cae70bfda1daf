using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreStateTransferTests(EmulatorFixture emulator) : StateTransferContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreStateMapTests(EmulatorFixture fixture) : StateMapContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync()
    {
        var root = new DatabaseRoot(fixture.Emulator.NewProjectId());
        return ValueTask.FromResult<IDocumentStore>(
            new FirestoreDocumentStore(FirestoreConnection.ToEmulator(fixture.Emulator.Host, root)));
    }
}

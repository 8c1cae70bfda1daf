using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreUserStoreTests(EmulatorFixture emulator) : UserStoreContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreUserPreferencesTests(EmulatorFixture emulator) : UserPreferencesContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreActivityLogTests(EmulatorFixture emulator) : ActivityLogContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

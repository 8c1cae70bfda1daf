using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreTokenVaultTests(EmulatorFixture emulator) : TokenVaultContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTokenRefreshTests(EmulatorFixture emulator) : TokenRefreshContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

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

public sealed class FirestoreTokenLeaseTests(EmulatorFixture emulator) : TokenLeaseContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTokenCacheTests(EmulatorFixture emulator) : TokenCacheContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTokenFailureTests(EmulatorFixture emulator) : TokenFailureContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTokenRevokeTests(EmulatorFixture emulator) : TokenRevokeContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTokenEncryptionTests(EmulatorFixture emulator) : TokenEncryptionContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTokenReencryptionTests(EmulatorFixture emulator) : TokenReencryptionContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreDocumentStoreTests(EmulatorFixture emulator) : DocumentStoreContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreDocumentMaskTests(EmulatorFixture emulator) : DocumentMaskContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreDocumentOrderTests(EmulatorFixture emulator) : DocumentOrderContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreDocumentFilterTests(EmulatorFixture emulator) : DocumentFilterContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreDocumentLimitTests(EmulatorFixture emulator) : DocumentLimitContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreActivityLogTests(EmulatorFixture emulator) : ActivityLogContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreActivityBufferTests(EmulatorFixture emulator) : ActivityBufferContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreActivityRetentionTests(EmulatorFixture emulator) : ActivityRetentionContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreActivityQueryTests(EmulatorFixture emulator) : ActivityQueryContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreActivityTailTests(EmulatorFixture emulator) : ActivityTailContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

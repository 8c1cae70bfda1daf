using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreWantedStopTests(EmulatorFixture emulator) : WantedStopContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskCancelTests(EmulatorFixture emulator) : TaskCancelContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreDisposedHostTests(EmulatorFixture emulator) : DisposedHostContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreAgentStatusTests(EmulatorFixture emulator) : AgentStatusContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreAgentTroubleTests(EmulatorFixture emulator) : AgentTroubleContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

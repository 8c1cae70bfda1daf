using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreTaskPauseTests(EmulatorFixture emulator) : TaskPauseContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskTypesTests(EmulatorFixture emulator) : TaskTypesContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskLimitTests(EmulatorFixture emulator) : TaskLimitContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskUnreadableTests(EmulatorFixture emulator) : TaskUnreadableContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskSharingTests(EmulatorFixture emulator) : TaskSharingContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreTaskKeyTests(EmulatorFixture emulator) : TaskKeyContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskListTests(EmulatorFixture emulator) : TaskListContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskWatchTests(EmulatorFixture emulator) : TaskWatchContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreTaskQueueTests(EmulatorFixture emulator) : TaskQueueContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskManyTests(EmulatorFixture emulator) : TaskManyContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskSafetyTests(EmulatorFixture emulator) : TaskSafetyContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskOrderTests(EmulatorFixture emulator) : TaskOrderContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskFormTests(EmulatorFixture emulator) : TaskFormContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreFaultMatrixTests(EmulatorFixture emulator) : FaultMatrixContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreSabotageTests(EmulatorFixture emulator) : SabotageContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskModelTests(EmulatorFixture emulator) : TaskModelContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskLeaseTests(EmulatorFixture emulator) : TaskLeaseContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskSweepTests(EmulatorFixture emulator) : TaskSweepContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskControlTests(EmulatorFixture emulator) : TaskControlContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskStepTests(EmulatorFixture emulator) : TaskStepContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskInputTests(EmulatorFixture emulator) : TaskInputContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskForeignTests(EmulatorFixture emulator) : TaskForeignContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

namespace AgentState.Sqlite.Tests;

public sealed class SqliteTaskQueueTests : TaskQueueContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskManyTests : TaskManyContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskSafetyTests : TaskSafetyContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskOrderTests : TaskOrderContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskFormTests : TaskFormContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteFaultMatrixTests : FaultMatrixContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteSabotageTests : SabotageContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskModelTests : TaskModelContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskLeaseTests : TaskLeaseContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskSweepTests : TaskSweepContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskControlTests : TaskControlContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskStepTests : TaskStepContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskInputTests : TaskInputContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskForeignTests : TaskForeignContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

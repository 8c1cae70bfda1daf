namespace AgentState.Sqlite.Tests;

public sealed class SqliteTaskPauseTests : TaskPauseContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskTypesTests : TaskTypesContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskLimitTests : TaskLimitContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskUnreadableTests : TaskUnreadableContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskSharingTests : TaskSharingContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

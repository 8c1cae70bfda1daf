namespace AgentState.Sqlite.Tests;

public sealed class SqliteTaskKeyTests : TaskKeyContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskListTests : TaskListContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTaskWatchTests : TaskWatchContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

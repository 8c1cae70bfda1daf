namespace AgentState.Sqlite.Tests;

public sealed class SqliteActivityLogTests : ActivityLogContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteActivityBufferTests : ActivityBufferContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteActivityRetentionTests : ActivityRetentionContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteActivityQueryTests : ActivityQueryContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteActivityTailTests : ActivityTailContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

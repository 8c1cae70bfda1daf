namespace AgentState.Sqlite.Tests;

public sealed class SqliteStateMapTests : StateMapContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

namespace AgentState.Sqlite.Tests;

public sealed class SqliteStateTransferTests : StateTransferContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

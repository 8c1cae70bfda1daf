namespace AgentState.Sqlite.Tests;

public sealed class SqliteTokenVaultTests : TokenVaultContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTokenRefreshTests : TokenRefreshContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTokenLeaseTests : TokenLeaseContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTokenCacheTests : TokenCacheContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTokenFailureTests : TokenFailureContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTokenRevokeTests : TokenRevokeContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTokenEncryptionTests : TokenEncryptionContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

public sealed class SqliteTokenReencryptionTests : TokenReencryptionContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => SqliteFiles.CreateAsync();
}

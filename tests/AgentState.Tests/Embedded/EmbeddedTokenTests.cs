using AgentState.Contracts;

namespace AgentState.Tests;

public sealed class EmbeddedTokenVaultTests : TokenVaultContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTokenRefreshTests : TokenRefreshContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

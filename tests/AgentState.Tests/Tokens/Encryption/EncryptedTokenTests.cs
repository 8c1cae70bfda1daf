using AgentState.Contracts;

namespace AgentState.Tests;

[OnceMore]
public sealed class EncryptedTokenRefreshTests : TokenRefreshContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => KeysUnderTest.EncryptingAsync(Embedded.CreateAsync());
}

[OnceMore]
public sealed class EncryptedTokenLeaseTests : TokenLeaseContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => KeysUnderTest.EncryptingAsync(Embedded.CreateAsync());
}

[OnceMore]
public sealed class EncryptedTokenCacheTests : TokenCacheContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => KeysUnderTest.EncryptingAsync(Embedded.CreateAsync());
}

[OnceMore]
public sealed class EncryptedTokenFailureTests : TokenFailureContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => KeysUnderTest.EncryptingAsync(Embedded.CreateAsync());
}

[OnceMore]
public sealed class EncryptedTokenRevokeTests : TokenRevokeContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => KeysUnderTest.EncryptingAsync(Embedded.CreateAsync());
}

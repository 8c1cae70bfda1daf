using AgentState.Contracts;

namespace AgentState.Tests;

public sealed class EmbeddedUserStoreTests : UserStoreContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedUserPreferencesTests : UserPreferencesContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedActivityLogTests : ActivityLogContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

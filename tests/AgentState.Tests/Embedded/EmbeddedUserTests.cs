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

public sealed class EmbeddedUserListTests : UserListContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedUserWatchTests : UserWatchContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedUserExportTests : UserExportContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedUserModelTests : UserModelContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedListingTests : ListingContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

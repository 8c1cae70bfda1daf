using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreUserStoreTests(EmulatorFixture emulator) : UserStoreContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreUserPreferencesTests(EmulatorFixture emulator) : UserPreferencesContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreUserListTests(EmulatorFixture emulator) : UserListContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreUserWatchTests(EmulatorFixture emulator) : UserWatchContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreUserExportTests(EmulatorFixture emulator) : UserExportContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreUserModelTests(EmulatorFixture emulator) : UserModelContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreListingTests(EmulatorFixture emulator) : ListingContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

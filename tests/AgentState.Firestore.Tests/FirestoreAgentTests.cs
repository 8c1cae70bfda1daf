using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class FirestoreAgentRegistryTests(EmulatorFixture emulator) : AgentRegistryContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreAgentConfigTests(EmulatorFixture emulator) : AgentConfigContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreAgentStatsTests(EmulatorFixture emulator) : AgentStatsContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreStateBatchTests(EmulatorFixture emulator) : StateBatchContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreAgentWatchTests(EmulatorFixture emulator) : AgentWatchContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreDocumentListenTests(EmulatorFixture emulator) : DocumentListenContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreClientTests(EmulatorFixture emulator) : ClientContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreAgentInstanceTests(EmulatorFixture emulator) : AgentInstanceContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreAgentLivenessTests(EmulatorFixture emulator) : AgentLivenessContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreHostedAgentTests(EmulatorFixture emulator) : HostedAgentContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreEnvironmentsTests(EmulatorFixture emulator) : EnvironmentsContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskWorkerTests(EmulatorFixture emulator) : TaskWorkerContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreWorkerFleetTests(EmulatorFixture emulator) : WorkerFleetContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreMixedPartitionsTests(EmulatorFixture emulator) : MixedPartitionsContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreWorkerShareTests(EmulatorFixture emulator) : WorkerShareContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreTaskNoteTests(EmulatorFixture emulator) : TaskNoteContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreWorkerTroubleTests(EmulatorFixture emulator) : WorkerTroubleContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreAttemptTests(EmulatorFixture emulator) : AttemptContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreWorkerLimitTests(EmulatorFixture emulator) : WorkerLimitContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreOutcomeTests(EmulatorFixture emulator) : OutcomeContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreStuckHandlerTests(EmulatorFixture emulator) : StuckHandlerContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreAgentUnreadableTests(EmulatorFixture emulator) : AgentUnreadableContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreUnreadableTests(EmulatorFixture emulator) : UnreadableContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreMangledTests(EmulatorFixture emulator) : MangledContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreWorkerStopTests(EmulatorFixture emulator) : WorkerStopContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreWorkerLeaseTests(EmulatorFixture emulator) : WorkerLeaseContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

public sealed class FirestoreWorkerClaimTests(EmulatorFixture emulator) : WorkerClaimContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => emulator.CreateEngineAsync();
}

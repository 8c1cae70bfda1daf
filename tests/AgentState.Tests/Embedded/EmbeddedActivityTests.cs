using AgentState.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

public sealed class EmbeddedActivityLogTests : ActivityLogContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedActivityBufferTests : ActivityBufferContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedActivityRetentionTests : ActivityRetentionContract
{
    // A test reads entries that have expired. The engine deletes them a minute later, so the clock of the engine advances only by its
    // reads: then the test does not depend on the speed of the machine.
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => ValueTask.FromResult<IDocumentStore>(new EmbeddedDocumentStore(
        new DatabaseRoot("demo-agentstate"),
        new FakeTimeProvider(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) }));
}

public sealed class EmbeddedActivityQueryTests : ActivityQueryContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedActivityTailTests : ActivityTailContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

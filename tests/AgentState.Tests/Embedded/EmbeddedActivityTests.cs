using AgentState.Contracts;

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
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedActivityQueryTests : ActivityQueryContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedActivityTailTests : ActivityTailContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

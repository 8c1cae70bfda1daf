using AgentState.Contracts;

namespace AgentState.Tests;

public sealed class EmbeddedDocumentStoreTests : DocumentStoreContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedDocumentMaskTests : DocumentMaskContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedDocumentOrderTests : DocumentOrderContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedDocumentFilterTests : DocumentFilterContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedDocumentLimitTests : DocumentLimitContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

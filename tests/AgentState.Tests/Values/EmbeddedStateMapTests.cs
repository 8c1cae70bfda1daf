using AgentState.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

public sealed class EmbeddedStateMapTests : StateMapContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() =>
        ValueTask.FromResult<IDocumentStore>(new EmbeddedDocumentStore(new DatabaseRoot("p"), new FakeTimeProvider()));
}

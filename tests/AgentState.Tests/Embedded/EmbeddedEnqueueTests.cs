using AgentState.Contracts;

namespace AgentState.Tests;

public sealed class EmbeddedTaskKeyTests : TaskKeyContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskListTests : TaskListContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskWatchTests : TaskWatchContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

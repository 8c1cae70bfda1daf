using AgentState.Contracts;

namespace AgentState.Tests;

public sealed class EmbeddedTaskPauseTests : TaskPauseContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskTypesTests : TaskTypesContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskLimitTests : TaskLimitContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskUnreadableTests : TaskUnreadableContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskSharingTests : TaskSharingContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

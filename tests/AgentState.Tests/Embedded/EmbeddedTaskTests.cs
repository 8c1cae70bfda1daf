using AgentState.Contracts;

namespace AgentState.Tests;

public sealed class EmbeddedTaskQueueTests : TaskQueueContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskManyTests : TaskManyContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskSafetyTests : TaskSafetyContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskOrderTests : TaskOrderContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskFormTests : TaskFormContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedFaultMatrixTests : FaultMatrixContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedSabotageTests : SabotageContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskModelTests : TaskModelContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskLeaseTests : TaskLeaseContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskSweepTests : TaskSweepContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskControlTests : TaskControlContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskStepTests : TaskStepContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskInputTests : TaskInputContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

public sealed class EmbeddedTaskForeignTests : TaskForeignContract
{
    internal override ValueTask<IDocumentStore> CreateEngineAsync() => Embedded.CreateAsync();
}

/// <summary>Creates the engine under test.</summary>
internal static class Embedded
{
    public static ValueTask<IDocumentStore> CreateAsync() =>
        ValueTask.FromResult<IDocumentStore>(new EmbeddedDocumentStore(new DatabaseRoot("demo-agentstate"), TimeProvider.System));
}

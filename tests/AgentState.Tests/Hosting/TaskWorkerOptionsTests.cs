using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>Invalid worker options throw when the worker is added.</summary>
public sealed class TaskWorkerOptionsTests
{
    [Fact, Trait("Guarantee", "T15")]
    public void AddTaskWorker_WithInvalidOptions_Throws()
    {
        var builder = new ServiceCollection().AddAgentState();

        Action<TaskWorkerOptions>[] impossible =
        [
            options => options.Concurrency = 0,
            options => options.MaxPrefetch = -1,
            options => options.Timeout = TimeSpan.Zero,
            options => options.Timeout = TimeSpan.MaxValue,
            options => options.CancellationGracePeriod = TimeSpan.FromTicks(-1),
            options => options.CancellationGracePeriod = TimeSpan.MaxValue,
            options => options.ShutdownTimeout = TimeSpan.FromTicks(-1),
            options => options.ShutdownTimeout = TimeSpan.FromDays(50),
        ];

        foreach (var configure in impossible)
        {
            var add = () => builder.AddTaskWorker("github", (_, _) => Task.FromResult<StateMap?>(null), configure);
            add.Should().Throw<ArgumentException>();
        }

        builder.AddTaskWorker("github", (_, _) => Task.FromResult<StateMap?>(null), options => options.Timeout = TimeSpan.FromDays(45));
    }
}

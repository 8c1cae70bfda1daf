using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>Agents and workers are registered in one chain, and a worker claims as the agent that it was added to.</summary>
public sealed class TaskWorkerRegistrationTests
{
    [Fact, Trait("Guarantee", "P1")]
    public void AddTaskWorker_AfterAddAgent_ClaimsAsTheAgent()
    {
        var services = new ServiceCollection();

        services.AddAgentState().UseEmbedded()
            .AddAgent("reviewer", "github")
            .AddTaskWorker("github", Nothing)
            .AddAgentSweep()
            .AddTaskWorker<Handler>("content")
            .AddAgent("miner", "data")
            .Configure<Handler>(static (_, _) => { })
            .AddTaskWorker("data", Nothing);

        AgentsOf(services).Should().Equal(("github", "reviewer"), ("content", "reviewer"), ("data", "miner"));
    }

    [Fact, Trait("Guarantee", "P1")]
    public void AddTaskWorker_WithoutAddAgent_ClaimsAsTheAgentOfItsType()
    {
        var services = new ServiceCollection();
        var builder = services.AddAgentState().UseEmbedded();
        builder.AddAgent("github-agent", "github");

        builder.AddTaskWorker("github", Nothing).AddTaskWorker<Handler>("content");

        AgentsOf(services).Should().Equal(("github", "github-agent"), ("content", "content-agent"));
        services.Count(service => service.ServiceType == typeof(HostedAgent)).Should().Be(2);
    }

    [Fact, Trait("Guarantee", "P1")]
    public void AddTaskWorker_OfOneTypeTwice_ThrowsArgument()
    {
        var builder = new ServiceCollection().AddAgentState().UseEmbedded().AddTaskWorker("github", Nothing);
        var registered = builder.Services.Count;

        builder.Invoking(again => again.AddAgent("other", "github").AddTaskWorker<Handler>("github"))
            .Should().Throw<ArgumentException>().WithParameterName("type").WithMessage("*'github' was already added*");
        builder.Invoking(again => again.AddTaskWorker<Handler>("github")).Should().Throw<ArgumentException>().WithParameterName("type");
        builder.Services.Should().NotContain(service => service.ServiceType == typeof(Handler), "a refused call adds nothing");
        builder.Services.Count.Should().BeGreaterThan(registered, "the agent was valid");
    }

    private static IEnumerable<(string Type, string AgentId)> AgentsOf(IServiceCollection services)
    {
        using var provider = services.BuildServiceProvider();
        return [.. provider.GetServices<TaskWorkerRegistration>().Select(worker => (worker.Type, worker.AgentId))];
    }

    private static Task<StateMap?> Nothing(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);

    private sealed class Handler : ITaskHandler
    {
        public Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken) => Nothing(context, cancellationToken);
    }
}

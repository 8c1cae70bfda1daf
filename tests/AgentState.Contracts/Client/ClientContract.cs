using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: the services together, resolved from a container.</summary>
public abstract class ClientContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P6")]
    public async Task WarmUpAsync_CalledTwice_CostsOneReadEach()
    {
        await using var provider = Provide(await CreateEngineAsync());
        var client = provider.GetRequiredService<AgentStateClient>();

        await client.WarmUpAsync(Token);
        client.Billed.Should().Be(new BilledOperations { Reads = 1, Writes = 0, Deletes = 0 });
        await client.WarmUpAsync(Token);

        client.Billed.Reads.Should().Be(2);
        provider.GetRequiredKeyedService<DocumentStack>("").Clock.IsSet.Should().BeTrue();
    }

    [Fact, Trait("Guarantee", "T13")]
    public async Task FlushAsync_WithPendingCounters_StoresThem()
    {
        await using var provider = Provide(await CreateEngineAsync());
        var client = provider.GetRequiredService<AgentStateClient>();
        await EndOneAsync(client);

        await client.FlushAsync(Token);

        (await client.Agents.GetAsync("a", Token))!.Stats.TasksCompleted.Should().Be(1);
    }

    [Theory, Trait("Guarantee", "T13")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ContainerDispose_WithPendingCounters_StoresThem(bool synchronously)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var provider = Provide(engine);
        await EndOneAsync(provider.GetRequiredService<AgentStateClient>());

        if (synchronously)
        {
            provider.Dispose();
        }
        else
        {
            await provider.DisposeAsync();
        }

        await using var later = Provide(engine);
        (await later.GetRequiredService<IAgentRegistry>().GetAsync("a", Token))!.Stats.TasksCompleted.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "L4")]
    public async Task FlushAsync_WithBufferedEntries_StoresThem()
    {
        await using var provider = Provide(await CreateEngineAsync());
        var client = provider.GetRequiredService<AgentStateClient>();
        client.Activity.TryWrite(new NewActivity { Agent = "a", Action = "acted" }).Should().BeTrue();

        await client.FlushAsync(Token);

        (await client.Activity.ListAsync(cancellationToken: Token)).Items.Should().ContainSingle();
    }

    [Theory, Trait("Guarantee", "L4")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ContainerDispose_WithBufferedEntries_StoresThem(bool synchronously)
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var provider = Provide(engine);
        provider.GetRequiredService<IActivityLog>().TryWrite(new NewActivity { Agent = "a", Action = "acted" }).Should().BeTrue();

        if (synchronously)
        {
            provider.Dispose();
        }
        else
        {
            await provider.DisposeAsync();
        }

        await using var later = Provide(engine);
        (await later.GetRequiredService<IActivityLog>().ListAsync(cancellationToken: Token)).Items.Should().ContainSingle();
    }

    [Fact, Trait("Guarantee", "L4")]
    public async Task HostStop_WithEntriesWrittenDuringIt_StoresThem()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddAgentState();
        builder.Services.Configure<EngineOptions>("", options => options.Create = (_, _) => engine);
        var host = builder.Build();
        var log = host.Services.GetRequiredService<IActivityLog>();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStopped.Register(() => log.TryWrite(new NewActivity { Agent = "a", Action = "stopped" }));
        lifetime.ApplicationStarted.Register(lifetime.StopApplication);

        await host.RunAsync(Token);

        await using var later = Provide(engine);
        (await later.GetRequiredService<IActivityLog>().ListAsync(cancellationToken: Token)).Items
            .Should().ContainSingle().Which.Action.Should().Be("stopped");
    }

    [Fact, Trait("Guarantee", "P4")]
    public async Task TwoEnvironments_InOneDatabase_AreSeparate()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var root = engine.Root;
        await using var staging = Provide(new Undisposed(engine, new DatabaseRoot(root.ProjectId, root.DatabaseId, "envs/staging")));
        await using var production = Provide(new Undisposed(engine, new DatabaseRoot(root.ProjectId, root.DatabaseId, "envs/production")));

        var task = await staging.GetRequiredService<ITaskQueue>().EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await staging.GetRequiredService<IAgentRegistry>().SetStatusAsync("a", AgentStatus.Idle, cancellationToken: Token);

        var others = production.GetRequiredService<AgentStateClient>();
        (await others.Tasks.ClaimAsync("github", "a", Token)).Should().BeNull();
        (await others.Agents.ListAsync(cancellationToken: Token)).Items.Should().BeEmpty();
        (await staging.GetRequiredService<ITaskQueue>().ClaimAsync("github", "a", Token))!.Task.Id.Should().Be(task.Id);
        (await engine.GetAsync([$"{root.Database}/documents/envs/staging/tasks/{task.Id}"], Token))[0].Document.Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "P13")]
    public async Task EveryService_AfterContainerDispose_ThrowsObjectDisposed()
    {
        var provider = Provide(await CreateEngineAsync());
        var client = provider.GetRequiredService<AgentStateClient>();
        var batch = client.CreateBatch();
        batch.SetAgentStatus("a", AgentStatus.Idle);
        await provider.DisposeAsync();

        Func<Task>[] calls =
        [
            () => client.Users.GetAsync("42", Token),
            () => client.Agents.SetStatusAsync("a", AgentStatus.Idle, cancellationToken: Token),
            () => client.Agents.IncrementStatsAsync("a", new AgentStats { Errors = 1 }, Token),
            async () => await client.Agents.WatchAsync("a", cancellationToken: Token).GetAsyncEnumerator(Token).MoveNextAsync(),
            () => client.Tasks.ClaimAsync("github", "a", Token),
            () => client.Tokens.GetAccessTokenAsync("github", Token),
            () => client.Activity.ListAsync(cancellationToken: Token),
            () => batch.CommitAsync(Token),
            () => client.WarmUpAsync(Token),
        ];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<ObjectDisposedException>();
        }
    }

    private static ServiceProvider Provide(IDocumentStore engine)
    {
        var services = new ServiceCollection();
        services.AddAgentState();
        services.Configure<EngineOptions>("", options => options.Create = (_, _) => engine);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static async Task EndOneAsync(AgentStateClient client)
    {
        await client.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        await client.Tasks.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = await client.Tasks.ClaimAsync("github", "a", Token);
        await client.Tasks.CompleteAsync(claimed!.Claim, cancellationToken: Token);
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Benchmarks;

/// <summary>The library as <c>AddAgentState</c> builds it, on either engine.</summary>
internal sealed class Library : IContender
{
    private readonly Func<ServiceProvider> build;
    private readonly BenchmarkDatabase? database;
    private readonly List<string> ids = [];
    private readonly TaskClaim[] held = new TaskClaim[Workload.TasksPerRound];
    private ServiceProvider provider;
    private AgentStateClient client;

    private Library(Func<ServiceProvider> build, BenchmarkDatabase? database)
    {
        this.build = build;
        this.database = database;
        provider = build();
        client = provider.GetRequiredService<AgentStateClient>();
    }

    public BilledOperations Billed => client.Billed;

    public static Library OnFirestore(string emulatorHost, BenchmarkDatabase database) => new(
        () =>
        {
            var services = new ServiceCollection();
            services.AddAgentState(options =>
            {
                options.EmulatorHost = emulatorHost;
                options.ProjectId = database.Root.ProjectId;
            });
            return services.BuildServiceProvider();
        },
        database);

    public static Library OnEmbedded() => new(
        () =>
        {
            var services = new ServiceCollection();
            services.AddAgentState().UseEmbedded();
            return services.BuildServiceProvider();
        },
        database: null);

    public async Task SeedAsync(int tasks, CancellationToken cancellationToken)
    {
        ids.Clear();
        if (database is not null)
        {
            await database.ResetAsync(tasks, cancellationToken);
            ids.AddRange(Enumerable.Range(0, tasks).Select(BenchmarkDatabase.TaskId));
            return;
        }

        // Each container has its own database in memory, so a new container starts empty.
        await provider.DisposeAsync();
        provider = build();
        client = provider.GetRequiredService<AgentStateClient>();
        for (var number = 0; number < tasks; number++)
        {
            ids.Add((await client.Tasks.EnqueueAsync(Workload.Task(number), cancellationToken)).Id);
        }
    }

    public Task GetAsync(int number, CancellationToken cancellationToken) => client.Tasks.GetAsync(ids[number], cancellationToken);

    public Task EnqueueAsync(int number, CancellationToken cancellationToken) =>
        client.Tasks.EnqueueAsync(Workload.Task(number), cancellationToken);

    /// <summary>Adds a task, and returns its id.</summary>
    public async Task<string> EnqueueOneAsync(int number, CancellationToken cancellationToken) =>
        (await client.Tasks.EnqueueAsync(Workload.Task(number), cancellationToken)).Id;

    public async Task ClaimAsync(int number, CancellationToken cancellationToken)
    {
        var claimed = await client.Tasks.ClaimAsync(Workload.TaskType, Workload.Worker, cancellationToken);
        held[number] = claimed!.Claim;
    }

    public Task CompleteAsync(int number, CancellationToken cancellationToken) =>
        client.Tasks.CompleteAsync(held[number], Workload.Result, cancellationToken);

    public ValueTask DisposeAsync() => provider.DisposeAsync();
}

using System.Globalization;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState.Chaos;

/// <summary>A process with a host and its workers behind the failing proxy; it works until it reads a line.</summary>
internal static class WorkerProcess
{
    private const int EndedByItself = 3;
    private const string Throttled = "throttled";
    private const string Deadly = "deadly";

    /// <summary>The arguments of a process that calls <see cref="RunAsync"/>.</summary>
    public static string[] Arguments(
        ChaosGround ground, QueueChaosOptions options, string agentId, string process, TimeSpan skew, string logs, bool isThrottled) =>
    [
        "worker",
        ground.Network.Host,
        ground.Project,
        agentId,
        process,
        skew.ToString("c", CultureInfo.InvariantCulture),
        Path.Combine(logs, process),
        options.Sabotage.ToString(),
        ChaosTask.Lease.ToString("c", CultureInfo.InvariantCulture),
        isThrottled ? Throttled : "free",
        options.HasFaults ? Deadly : "harmless",
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var skew = TimeSpan.ParseExact(args[4], "c", CultureInfo.InvariantCulture);
        ChaosTask.Lease = TimeSpan.ParseExact(args[7], "c", CultureInfo.InvariantCulture);
        using var log = new HandlerLog(args[5]);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

        // Errors that stop a host are logged; outages are warnings and are not.
        builder.Logging.AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
        var sabotage = Enum.Parse<QueueSabotage>(args[6]);
        IHost? built = null;
        var isThrottled = args[8] == Throttled;
        var handler = new ChaosHandler(
            args[3],
            log,
            isDeadly: args[9] == Deadly,
            isBlocking: isThrottled,
            sabotage is QueueSabotage.Renewal
                ? context => UntilLostAsync(built!.Services.GetRequiredService<ITaskQueue>(), context)
                : null);
        if (isThrottled)
        {
            // Barely more threads than handlers that block one.
            ThreadPool.SetMinThreads(1, 1);
            ThreadPool.SetMaxThreads(12, 12);
        }

        builder.Services.AddSingleton<TimeProvider>(new SkewedTimeProvider(TimeProvider.System) { Skew = skew });
        builder.Services
            .AddAgentState(options =>
            {
                ChaosGround.Aim(options, args[0], args[1]);
                ChaosTask.Configure(options);
            })
            .AddAgent(args[2], ChaosTask.Type)
            .AddTaskWorker(ChaosTask.Type, handler.HandleAsync)
            .AddTaskWorker(ChaosTask.LimitedType, handler.HandleAsync);
        Spoil(builder.Services, sabotage);

        using var host = built = builder.Build();
        await host.StartAsync();
        var stop = Task.Run(Console.ReadLine);
        var stopped = host.WaitForShutdownAsync();
        if (await Task.WhenAny(stop, stopped) == stopped)
        {
            return EndedByItself;
        }

        await host.StopAsync();
        return 0;
    }

    private static async Task UntilLostAsync(ITaskQueue queue, TaskContext context)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        while (await queue.GetAsync(context.TaskId) is { } task && task.ClaimToken == context.Claim.Token)
        {
            await pulse.WaitForNextTickAsync();
        }
    }

    private static void Spoil(IServiceCollection services, QueueSabotage sabotage)
    {
        switch (sabotage)
        {
            case QueueSabotage.Fence:
                services.Configure<EngineOptions>(engine => engine.Create = static (_, options) =>
                    new SabotagedDocumentStore(
                        new FirestoreDocumentStore(ConnectionResolver.Resolve(options.ToConnection())), Sabotage.UnfencedEnds));
                break;
            case QueueSabotage.Renewal:
                // The validation does not allow this interval.
                services.RemoveAll<IValidateOptions<AgentStateOptions>>();
                services.PostConfigure<AgentStateOptions>(static options => options.Tasks.RenewalInterval = TimeSpan.FromDays(1));
                break;
        }
    }
}

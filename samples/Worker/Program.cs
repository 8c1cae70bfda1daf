using System.Globalization;
using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Worker;

// dotnet run --project samples/Worker [-- --seconds N]: until Ctrl-C, or for so long. Then it drains.
var builder = Host.CreateApplicationBuilder(args);
var seconds = builder.Configuration["seconds"];
var duration = Timeout.InfiniteTimeSpan;
if (seconds is not null)
{
    if (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is 0 or > 86_400)
    {
        Console.Error.WriteLine($"--seconds is 1 to 86,400, and not '{seconds}'.");
        return 2;
    }

    duration = TimeSpan.FromSeconds(number);
}

// The handlers tell what they do; of the rest only errors are told.
builder.Logging.SetMinimumLevel(LogLevel.Error);

// Beneath a document of the sample's own, apart from any real tasks in the same database; in memory where no database is configured.
var agentState = builder.Services.AddAgentState(options => options.ParentPath = "samples/worker");
if (!Database.IsConfigured)
{
    agentState.UseEmbedded();
}

// This is a worker: for each type of task a handler, and how many of them at a time. The agents github-agent and content-agent are registered, and beat, for as long as the host lives.
agentState
    .AddTaskWorker<ReviewHandler>(AgentTaskTypes.GitHub, worker => worker.Concurrency = 2)
    .AddTaskWorker<CommentHandler>(AgentTaskTypes.Content, worker => worker.Timeout = TimeSpan.FromSeconds(30));

builder.Services.AddSingleton<Desk>().AddHostedService<Producer>();

using var host = builder.Build();
var desk = host.Services.GetRequiredService<Desk>();
var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
lifetime.ApplicationStopping.Register(desk.TellWhatIsDrained);

await host.StartAsync();
Console.WriteLine(Database.IsConfigured ? "Working against the database that is configured. Ctrl-C drains." : "Working in memory. Ctrl-C drains.");
using var end = new Timer(_ => lifetime.StopApplication(), state: null, duration, Timeout.InfiniteTimeSpan);
await host.WaitForShutdownAsync();

// The host has stopped, its services are still there: what was not begun waits for the next worker.
var tasks = host.Services.GetRequiredService<ITaskQueue>();
Console.WriteLine($"Drained. Done here: {desk.Done}. Left for the next worker: {await tasks.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Pending))} pending, "
    + $"{await tasks.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Scheduled))} scheduled, {await tasks.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Processing))} in progress.");
return 0;

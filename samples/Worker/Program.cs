using System.Globalization;
using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Worker;

// dotnet run --project samples/Worker [-- [--seconds N] [--data FILE]]: runs until Ctrl-C, or for N seconds, and then drains. Run it in
// several terminals at once: the processes share one queue, and the next run continues with the tasks that are left.
var builder = Host.CreateApplicationBuilder(args);
var seconds = builder.Configuration["seconds"];
var duration = Timeout.InfiniteTimeSpan;
if (seconds is not null)
{
    if (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is 0 or > 86_400)
    {
        Console.Error.WriteLine($"--seconds must be 1 to 86400, but is '{seconds}'.");
        return 2;
    }

    duration = TimeSpan.FromSeconds(number);
}

// The handlers print their work; of the rest only errors are logged.
builder.Logging.SetMinimumLevel(LogLevel.Error);

// ParentPath keeps the tasks apart from other data in the same database. Without a configured database, the state is in a file.
var agentState = builder.Services.AddAgentState(options => options.ParentPath = "samples/worker");
var file = Database.FileOf(builder.Configuration["data"]);
if (file is not null)
{
    agentState.UseSqlite(file);
}

// A worker has a handler and a concurrency for each type of task. The agents github-agent and content-agent are registered and send
// heartbeats while the host runs.
agentState
    .AddTaskWorker<ReviewHandler>(AgentTaskTypes.GitHub, worker => worker.Concurrency = 2)
    .AddTaskWorker<CommentHandler>(AgentTaskTypes.Content, worker => worker.Timeout = TimeSpan.FromSeconds(30));

builder.Services.AddSingleton<Desk>().AddHostedService<Producer>();

using var host = builder.Build();
var desk = host.Services.GetRequiredService<Desk>();
var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
lifetime.ApplicationStopping.Register(desk.TellWhatIsDrained);

await host.StartAsync();
Console.WriteLine(file is null
    ? "Working against the configured database. Ctrl-C drains."
    : $"Working on the queue in {file}, which several processes can share. Ctrl-C drains.");
using var end = new Timer(_ => lifetime.StopApplication(), state: null, duration, Timeout.InfiniteTimeSpan);
await host.WaitForShutdownAsync();

// The host has stopped, but its services still work: open tasks wait for the next worker.
var tasks = host.Services.GetRequiredService<ITaskQueue>();
var pending = await tasks.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Pending));
var scheduled = await tasks.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Scheduled));
var inProgress = await tasks.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Processing));
Console.WriteLine($"Drained. Done here: {desk.Done}. "
    + $"Left for the next worker: {pending} pending, {scheduled} scheduled, {inProgress} in progress.");
return 0;

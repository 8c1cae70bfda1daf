using AgentState;
using HumanInTheLoop;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// An agent drafts an announcement, and asks a person before it publishes. Between question and answer no worker holds the task: the answer
// may take days, and processes may restart.
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddAgentState()
    .UseEmbedded() // in memory; without this line it connects to Firestore
    .AddTaskWorker<AnnouncementHandler>(AgentTaskTypes.Content);

using var host = builder.Build();
await host.StartAsync();

var tasks = host.Services.GetRequiredService<ITaskQueue>();
var administration = host.Services.GetRequiredService<ITaskAdministration>();
var task = await tasks.EnqueueAsync(new NewTask
{
    Type = AgentTaskTypes.Content,
    CreatedBy = "telegram-agent",
    UserId = "42",
    Payload = StateMap.From(new Order("the new release"), LoopJson.Default.Order),
});

// The side of the person; usually another program, such as a bot or a page that lists waiting tasks.
await foreach (var state in tasks.WatchAsync(task.Id))
{
    if (state is { Status: AgentTaskStatus.Waiting, Progress: { } asked } && asked.To(LoopJson.Default.Question) is { } question)
    {
        var answer = await Person.AskAsync(question);
        await administration.ReplyAsync(task.Id, StateMap.From(answer, LoopJson.Default.Answer));
    }
    else if (state is { Status: AgentTaskStatus.Done or AgentTaskStatus.Failed })
    {
        Console.WriteLine(state.Status is AgentTaskStatus.Done
            ? $"Published: {state.Result!.To(LoopJson.Default.Published)!.Text}"
            : $"Not published: {state.Error}");
        break;
    }
}

await host.StopAsync();

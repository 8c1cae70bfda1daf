using AgentState;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
services.AddAgentState().UseEmbedded(); // in memory; without UseEmbedded() it connects to Firestore

await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<AgentStateClient>();

await client.Agents.RegisterAsync(new AgentRegistration { Id = "github-agent", Type = AgentTypes.GitHub });
var task = await client.Tasks.EnqueueAsync(new NewTask
{
    Type = AgentTaskTypes.GitHub,
    CreatedBy = "telegram-agent",
    Payload = StateMap.FromJson("""{ "repository": "octo/garden", "pullRequest": 42 }"""),
});

// Exactly one claimer gets a task, however many processes run this loop.
while (await client.Tasks.ClaimAsync(AgentTaskTypes.GitHub, "github-agent") is { } claimed)
{
    var repository = claimed.Task.Payload["repository"];
    Console.WriteLine($"{claimed.Task.AssignedTo} reviews {repository}, attempt {claimed.Task.Attempt}.");

    // The completion and the log entry are stored together, or not at all.
    var batch = client.CreateBatch();
    batch.Complete(claimed, StateMap.FromJson("""{ "verdict": "approved" }"""));
    batch.Write(new NewActivity { Agent = "github-agent", Action = "pull-request.reviewed" });
    await batch.CommitAsync();
}

task = await client.Tasks.GetAsync(task.Id);
Console.WriteLine($"The task is {task?.Status}: {task?.Result?.ToJson()}");

await client.FlushAsync(); // stores counters now instead of within a second
var agent = await client.Agents.GetAsync("github-agent");
Console.WriteLine($"Tasks completed by {agent?.Id}: {agent?.Stats.TasksCompleted}");

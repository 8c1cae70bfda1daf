using AgentState;
using Microsoft.Extensions.DependencyInjection;
using QuickStart;

if (!CommandLine.TryParse(args, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}

// In memory unless told otherwise: by --project, or by an emulator's address in the environment.
// The collections lie beneath a document of the sample's own, apart from any real ones in the same database.
var services = new ServiceCollection();
var agentState = services.AddAgentState(state =>
{
    state.ProjectId = options.ProjectId;
    state.ParentPath = "samples/quick-start";
});
if (!options.UsesFirestore)
{
    agentState.UseEmbedded();
}

await using var provider = services.BuildServiceProvider();
var tasks = provider.GetRequiredService<ITaskQueue>();

// Each good file becomes one task, whose payload is the file's JSON object.
var payloads = PayloadFiles.Read(options.PayloadsFolder);
var bad = payloads.Bad.ToList();
var names = new Dictionary<string, string>();
foreach (var payload in payloads.Good)
{
    try
    {
        var task = await tasks.EnqueueAsync(new NewTask
        {
            Type = AgentTaskTypes.GitHub,
            CreatedBy = "telegram-agent",
            Priority = payload.Priority,
            Payload = payload.Map,
        });
        names.Add(task.Id, payload.FileName);
    }
    catch (Exception refused) when (refused is StateLimitException or ArgumentException)
    {
        bad.Add(new BadFile(payload.FileName, refused.Message));
    }
}

// Three agents claim by priority until nothing is left.
await Task.WhenAll(Enumerable.Range(1, 3).Select(async number =>
{
    while (await tasks.ClaimAsync(AgentTaskTypes.GitHub, $"github-agent-{number}") is { } claimed)
    {
        var result = await GitHubWork.DoAsync(claimed.Task);
        await tasks.CompleteAsync(claimed.Claim, result);
    }
}));

var finished = await Task.WhenAll(names.Keys.Select(id => tasks.GetAsync(id)));
Report.Print(finished!, names, bad, provider.GetRequiredService<AgentStateClient>().Billed);
return finished.All(task => task?.Status is AgentTaskStatus.Done) ? 0 : 1;

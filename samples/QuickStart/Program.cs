using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickStart;

if (!CommandLine.TryParse(args, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}

if (options.Help)
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

try
{
    return await RunAsync(options);
}
catch (Exception error) when (error is OptionsValidationException or AgentStateException)
{
    // Nothing says where Firestore is, or it cannot be used: the message tells what to do.
    Console.Error.WriteLine(error.Message);
    return 1;
}

static async Task<int> RunAsync(CommandLine options)
{
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

    // Whoever asks for a GitHub token gets one that is good: this refreshes it when it runs out.
    var gitHub = new DemoRefresher();
    agentState.AddTokenRefresher("github", gitHub);

    await using var provider = services.BuildServiceProvider();
    var client = provider.GetRequiredService<AgentStateClient>();
    await client.WarmUpAsync();

    // Two agents make themselves known, and the fleet is watched from here on.
    await client.Agents.RegisterAsync(new AgentRegistration { Id = "telegram-agent", Type = AgentTypes.Telegram });
    await client.Agents.RegisterAsync(new AgentRegistration
    {
        Id = "github-agent",
        Type = AgentTypes.GitHub,
        SoftwareVersion = "1.0",
        Capabilities = ["review", "label", "summarise"],
    });
    await using var watch = FleetWatch.Start(client.Agents);

    // Somebody has consented that the agents act for them on GitHub; that was a while ago, and the token has run out since.
    await client.Tokens.SaveGrantAsync("github", gitHub.FirstConsent());

    // A person asks for work by Telegram: each good file becomes one task, whose payload is the file's JSON object.
    var person = await client.Users.GetOrCreateAsync("42", new UserUpdate { DisplayName = "Ada", Tier = UserTier.Pro });
    await client.Agents.SetStatusAsync("telegram-agent", AgentStatus.Running);
    var payloads = PayloadFiles.Read(options.PayloadsFolder);
    var bad = payloads.Bad.ToList();
    var names = new Dictionary<string, string>();
    foreach (var payload in payloads.Good)
    {
        try
        {
            var task = await client.Tasks.EnqueueAsync(new NewTask
            {
                Type = AgentTaskTypes.GitHub,
                CreatedBy = "telegram-agent",
                UserId = person.User.Id,
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

    await client.Users.PatchPreferencesAsync(person.User.Id, MapPatch.Empty.Set("lastRequest", $"{names.Count} tasks"));
    await client.Agents.SetStatusAsync("telegram-agent", AgentStatus.Idle);

    // Three workers of one agent claim by priority until nothing is left.
    await client.Agents.SetStatusAsync("github-agent", AgentStatus.Running);
    await Task.WhenAll(Enumerable.Range(1, 3).Select(_ => GitHubWorker.RunAsync(client, "github-agent")));
    await client.Agents.SetStatusAsync("github-agent", AgentStatus.Idle);

    // What the queue counted for the agent is stored within a second; the report wants it now.
    await client.FlushAsync();
    await watch.CaughtUpAsync(await client.Agents.GetAsync("github-agent"));

    var finished = await Task.WhenAll(names.Keys.Select(id => client.Tasks.GetAsync(id)));
    await Report.PrintAsync(client, finished!, names, bad, gitHub.Refreshes);
    return finished.All(task => task?.Status is AgentTaskStatus.Done or AgentTaskStatus.Failed) ? 0 : 1;
}

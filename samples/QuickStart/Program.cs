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
    // The connection is missing or not valid; the message says what to do.
    Console.Error.WriteLine(error.Message);
    return 1;
}

static async Task<int> RunAsync(CommandLine options)
{
    // In memory, unless --data or --project is passed or the environment names an emulator. ParentPath keeps the collections apart from
    // other data in the same database.
    var services = new ServiceCollection();
    var agentState = services.AddAgentState(state =>
    {
        state.ProjectId = options.ProjectId;
        state.ParentPath = "samples/quick-start";
    });
    if (options.DataFile is { } file)
    {
        agentState.UseSqlite(file);
        Console.WriteLine($"The state is kept in {Path.GetFullPath(file)}; the next run with this file continues with it.");
    }
    else if (!options.UsesFirestore)
    {
        agentState.UseEmbedded();
    }

    // The vault uses this to refresh an expired GitHub token.
    var gitHub = new DemoRefresher();
    agentState.AddTokenRefresher("github", gitHub);

    await using var provider = services.BuildServiceProvider();
    var client = provider.GetRequiredService<AgentStateClient>();
    await client.WarmUpAsync();

    // Registers two agents, and starts to watch the fleet.
    await client.Agents.RegisterAsync(new AgentRegistration { Id = "telegram-agent", Type = AgentTypes.Telegram });
    await client.Agents.RegisterAsync(new AgentRegistration
    {
        Id = "github-agent",
        Type = AgentTypes.GitHub,
        SoftwareVersion = "1.0",
        Capabilities = ["review", "label", "summarise"],
    });
    await using var watch = FleetWatch.Start(client.Agents);

    // A user has let the agents act for them on GitHub some hours ago; the access token has expired since.
    await client.Tokens.SaveGrantAsync("github", gitHub.FirstConsent());

    // A user requests work by Telegram: each valid file becomes one task with the JSON object as payload.
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

    // Three workers of one agent claim tasks by priority until the queue is empty.
    await client.Agents.SetStatusAsync("github-agent", AgentStatus.Running);
    await Task.WhenAll(Enumerable.Range(1, 3).Select(_ => GitHubWorker.RunAsync(client, "github-agent")));
    await client.Agents.SetStatusAsync("github-agent", AgentStatus.Idle);

    // The stats of the agent are stored within a second; the flush stores them now, for the report.
    await client.FlushAsync();
    await watch.CaughtUpAsync(await client.Agents.GetAsync("github-agent"));

    var finished = await Task.WhenAll(names.Keys.Select(id => client.Tasks.GetAsync(id)));
    await Report.PrintAsync(client, finished!, names, bad, gitHub.Refreshes);
    return finished.All(task => task?.Status is AgentTaskStatus.Done or AgentTaskStatus.Failed) ? 0 : 1;
}

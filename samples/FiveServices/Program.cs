using AgentState;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
services.AddAgentState()
    .UseEmbedded() // in memory; without this line it connects to Firestore
    .AddTokenRefresher("github", new DemoRefresher());

await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<AgentStateClient>(); // or resolve one of the interfaces

var (user, isNew) = await client.Users.GetOrCreateAsync("42", new UserUpdate { DisplayName = "Ada" });
await client.Users.CreateOrUpdateAsync("42", new UserUpdate { Tier = UserTier.Pro });
await client.Users.PatchPreferencesAsync("42", MapPatch.Empty.Set("theme", "dark").Remove("beta"));

// Reads, decides, stores. Starts again if another writer changed the user in between.
user = await client.Users.UpdateAsync("42", now => now.Tier is UserTier.Pro ? new UserUpdate { DisplayName = "Ada, pro" } : null);
Console.WriteLine($"{user.DisplayName}, new: {isNew}, preferences: {user.Preferences.ToJson()}");

await client.Agents.RegisterAsync(new AgentRegistration { Id = "github-agent", Type = AgentTypes.GitHub });
await client.Agents.SetStatusAsync("github-agent", AgentStatus.Running);
await client.Agents.PatchConfigAsync("github-agent", MapPatch.Empty.Set("model", "large"));

// The first item holds all running agents; each later item a change. Break or cancel to stop.
await foreach (var fleet in client.Agents.WatchAllAsync(AgentFilter.ByStatus(AgentStatus.Running)))
{
    Console.WriteLine($"Running: {string.Join(", ", fleet.Agents.Select(agent => agent.Id))}");
    break;
}

// An instance sends heartbeats until it is disposed. Stop its work when instance.Lost is cancelled.
await using (var instance = await client.Agents.StartInstanceAsync(new AgentRegistration { Id = "github-agent", Type = AgentTypes.GitHub }))
{
    var liveness = await client.Agents.GetLivenessAsync(instance.AgentId);
    Console.WriteLine($"Instance {instance.Epoch} of {instance.AgentId} is {liveness.Grade}");
}

await client.Tasks.EnqueueAsync(new NewTask
{
    Type = AgentTaskTypes.GitHub,
    CreatedBy = "telegram-agent",
    UserId = "42",
    Priority = 9,
    Payload = StateMap.FromJson("""{ "repository": "octo/garden", "pullRequest": 42 }"""),
});

while (await client.Tasks.ClaimAsync(AgentTaskTypes.GitHub, "github-agent") is { } claimed)
{
    var repository = claimed.Task.Payload["repository"];
    await claimed.CompleteAsync(StateMap.Of(("reviewed", repository)));
}

Console.WriteLine($"Done: {await client.Tasks.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Done))}");

await client.Tokens.SaveGrantAsync("github", new NewGrant
{
    AccessToken = new SecretString("the-access-token"),
    RefreshToken = new SecretString("the-refresh-token"),
    ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1), // expired: the vault refreshes it before returning a token
});

var token = await client.Tokens.GetAccessTokenAsync("github");
Console.WriteLine($"Token: {token.Secret}, good until {token.ExpiresAt:t}"); // prints *** and a fingerprint; Reveal() returns the text

await client.Activity.WriteAsync(new NewActivity
{
    Agent = "github-agent",
    Action = "pull-request.reviewed",
    Details = StateMap.FromJson("""{ "pullRequest": 42 }"""),
});

var warnings = await client.Activity.ListAsync(ActivityFilter.ByAgent("github-agent", ActivityLevel.Warn));
Console.WriteLine($"Entries that are warnings or worse: {warnings.Items.Count}");

var batch = client.CreateBatch();
var child = batch.Enqueue(new NewTask { Type = AgentTaskTypes.Content, CreatedBy = "github-agent", Payload = StateMap.Empty });
batch.Write(new NewActivity { Agent = "github-agent", Action = "child.enqueued" });
batch.SetAgentStatus("github-agent", AgentStatus.Idle);
await batch.CommitAsync(); // all writes, or none
Console.WriteLine($"Child: {(await client.Tasks.GetAsync(child))?.Status}");
Console.WriteLine($"{client.Billed.Reads} reads, {client.Billed.Writes} writes, {client.Billed.Deletes} deletes");

internal sealed class DemoRefresher : ITokenRefresher
{
    public bool CanMint => false; // true if it needs no refresh token, such as a GitHub App with a private key

    public async Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken)
    {
        await Task.Yield(); // call the service here, with current.RefreshToken.Reveal()
        return new NewGrant
        {
            AccessToken = new SecretString(Guid.NewGuid().ToString("n")),
            RefreshToken = new SecretString(Guid.NewGuid().ToString("n")),
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(8),
        };
    }
}

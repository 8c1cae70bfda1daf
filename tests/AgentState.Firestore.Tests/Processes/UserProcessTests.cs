using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>Tests one user who is patched by several processes at once.</summary>
[Collection(WithProcesses.Name)]
public sealed class UserProcessTests(EmulatorFixture emulator)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "U3"), Trait("Guarantee", "U4")]
    public async Task FourProcesses_PatchingOneUser_StoreTheLastPatchOfEachKey()
    {
        var (host, project) = (emulator.Emulator.Host, emulator.Emulator.NewProjectId());
        await using var provider = new ServiceCollection()
            .AddAgentState(options => (options.EmulatorHost, options.ProjectId) = (host, project))
            .Services.BuildServiceProvider();
        var users = provider.GetRequiredService<IUserStore>();
        await users.CreateOrUpdateAsync(
            "42", new UserUpdate { DisplayName = "Ada", PreferencesToMerge = StateMap.FromJson("""{"kept":{"a.b":1}}""") }, Token);
        var created = (await users.GetAsync("42", Token))!.CreatedAt;
        var processes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(number => AgentProcess.StartAsync(host, project, $"p{number}", "users")));
        try
        {
            var answers = await Task.WhenAll(processes.Select(process => process.AskAsync("patch 100")));

            var expected = answers.SelectMany(answer => StateMap.FromJson(answer).ToDictionary())
                .Where(entry => entry.Value is not null)
                .Append(KeyValuePair.Create<string, object?>("kept", new Dictionary<string, object?> { ["a.b"] = 1L }))
                .ToDictionary();
            answers.SelectMany(answer => StateMap.FromJson(answer).ToDictionary())
                .Should().Contain(entry => entry.Value == null, "some keys were removed last");
            var user = (await users.GetAsync("42", Token))!;
            user.Preferences.Should().Be(StateMap.FromDictionary(expected));
            (user.DisplayName, user.CreatedAt).Should().Be(("Ada", created));
        }
        finally
        {
            await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
        }
    }
}

using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>Tests vaults in several processes that share a grant with single-use refresh tokens.</summary>
/// <remarks>One process is killed or suspended at the worst moment.</remarks>
[Collection(WithProcesses.Name)]
public sealed class VaultProcessTests(EmulatorFixture emulator)
{
    // With this timeout the lease lasts 14 s.
    private const int ShortRefresh = 5;

    // The provider numbers all its tokens, the refresh token of a pair first.
    private const string SecondRefresh = "scripted-refresh-3";
    private const string SecondAccess = "scripted-access-4";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K1"), Trait("Guarantee", "K2")]
    public async Task GetAccessTokenAsync_ManyCallersInFourProcesses_RefreshesOnce()
    {
        await using var test = await StartAsync(processes: 4, refreshSeconds: 60);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Service.Next(ProviderScript.After(open.Task));

        await Task.WhenAll(test.Processes.Select(process => process.AskAsync(25)));
        open.SetResult();

        (await Task.WhenAll(test.Processes.Select(process => process.HearAsync())))
            .Should().OnlyContain(answer => answer == $"token {SecondAccess}");
        test.Service.Requests.Count.Should().Be(1);
        (await test.Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal().Should().Be(SecondRefresh);
    }

    [Fact, Trait("Guarantee", "K1"), Trait("Guarantee", "K7")]
    public async Task Refresh_KilledBeforeStoring_NeedsReauthorizationAfterOneCall()
    {
        await using var test = await StartAsync(processes: 3, ShortRefresh);
        var (dying, second, third) = (test.Processes[0], test.Processes[1], test.Processes[2]);
        await dying.SayAsync("hold");
        await dying.AskAsync(5);
        (await dying.HearAsync()).Should().Be("answered");
        await second.AskAsync(5);
        await third.AskAsync(5);

        await dying.KillAsync();

        (await second.HearAsync()).Should().Be("error ReauthorizationRequiredException");
        (await third.HearAsync()).Should().Be("error ReauthorizationRequiredException");
        test.Service.Requests.Count.Should().Be(2, "the other processes make one more call");
        (await test.Vault.GetGrantAsync("github", Token))!.State.Should().Be(TokenState.NeedsReauthorization);
        (await test.EntriesAsync()).Select(entry => (entry.Action, entry.Details.ToDictionary()["epoch"]))
            .Should().Equal([("token.reauthorization.needed", 2L)], "the process that took over first has logged it");
    }

    [Fact, Trait("Guarantee", "K1"), Trait("Guarantee", "K3")]
    public async Task Refresh_KilledBeforeTheTokenIsUsed_IsTakenOver()
    {
        await using var test = await StartAsync(processes: 2, ShortRefresh);
        var dead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Service.Next(ProviderScript.After(dead.Task));
        await test.Processes[0].AskAsync(1);
        await test.Service.NextRequestAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        await test.Processes[1].AskAsync(25);

        await test.Processes[0].KillAsync();

        (await test.Processes[1].HearAsync()).Should().Be($"token {SecondAccess}");
        test.Service.Grants.Refreshes.Should().Be(1);
        (await test.Vault.GetGrantAsync("github", Token))!.State.Should().Be(TokenState.Valid);
        (await test.EntriesAsync())[^1].Details.ToDictionary()["epoch"].Should().Be(2L);
        dead.SetResult();
    }

    [Fact, Trait("Guarantee", "K3")]
    public async Task Refresh_SuspendedBeforeStoring_StoresTheTokensAsUnverified()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows a process cannot be suspended by a signal.");
        await using var test = await StartAsync(processes: 2, ShortRefresh);
        var (stopped, successor) = (test.Processes[0], test.Processes[1]);
        await stopped.SayAsync("hold");
        await stopped.AskAsync(1);
        (await stopped.HearAsync()).Should().Be("answered");
        await stopped.SignalAsync("STOP");
        await successor.AskAsync(1);
        (await successor.HearAsync()).Should().Be(
            "error ReauthorizationRequiredException", "the refresh token was already used");

        await stopped.SignalAsync("CONT");
        await stopped.SayAsync("go");
        await test.StateAsync(TokenState.Unverified);

        // Earlier requests may have failed or have got the token; later requests get the token.
        (await stopped.HearAsync()).Should().BeOneOf(
            $"token {SecondAccess}", "error ReauthorizationRequiredException", "error TokenRefreshException");
        foreach (var process in test.Processes)
        {
            await process.AskAsync(5);
            (await process.HearAsync()).Should().Be($"token {SecondAccess}");
        }

        test.Service.Grants.IsGood(SecondAccess).Should().BeTrue();
        test.Service.Requests.Count.Should().Be(2);
    }

    [Fact, Trait("Guarantee", "K3")]
    public async Task Refresh_SuspendedDuringTheCall_ReturnsTheTokenOfItsSuccessor()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows a process cannot be suspended by a signal.");
        await using var test = await StartAsync(processes: 2, ShortRefresh);
        var (stopped, successor) = (test.Processes[0], test.Processes[1]);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Service.Next(ProviderScript.After(goOn.Task));
        await stopped.AskAsync(1);
        await test.Service.NextRequestAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        await stopped.SignalAsync("STOP");

        await successor.AskAsync(1);
        (await successor.HearAsync()).Should().Be($"token {SecondAccess}");
        await stopped.SignalAsync("CONT");

        (await stopped.HearAsync()).Should().Be(
            $"token {SecondAccess}", "its own call is cancelled, and it reads the stored grant");
        (await test.Vault.GetGrantAsync("github", Token))!.State.Should().Be(TokenState.Valid);
        test.Service.Grants.Refreshes.Should().Be(1);
        goOn.SetResult();
    }

    private async Task<SharedGrant> StartAsync(int processes, int refreshSeconds)
    {
        var (host, project) = (emulator.Emulator.Host, emulator.Emulator.NewProjectId());
        var service = await ScriptedProvider.StartAsync(TimeProvider.System, Token);
        service.Grants.RevokesOnReuse = false;
        var provider = new ServiceCollection()
            .AddAgentState(options => (options.EmulatorHost, options.ProjectId) = (host, project))
            .Services.BuildServiceProvider();
        var first = service.Grants.Consent();
        await provider.GetRequiredService<ITokenVault>().SaveGrantAsync(
            "github",
            new NewGrant
            {
                AccessToken = new SecretString(first.Access),
                RefreshToken = new SecretString(first.Refresh),
                ExpiresAt = DateTimeOffset.UtcNow.AddHours(-1),
            },
            Token);
        return new SharedGrant(
            service,
            provider,
            await Task.WhenAll(Enumerable.Range(0, processes).Select(
                _ => VaultProcess.StartAsync(host, project, service.TokenEndpoint, refreshSeconds))));
    }
}

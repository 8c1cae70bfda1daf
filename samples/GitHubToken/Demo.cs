using AgentState;
using Microsoft.Extensions.DependencyInjection;

namespace GitHubToken;

/// <summary>Saves a grant, gets a token, and lets many callers refresh one grant at once.</summary>
internal static class Demo
{
    public static async Task<int> RunAsync()
    {
        await using var gitHub = await DemoGitHub.StartAsync();
        await using var emulator = FirestoreEmulator.Find().IsAvailable ? await FirestoreEmulator.StartAsync() : null;
        var ground = new Ground(emulator?.Host, emulator?.NewProjectId());
        Console.WriteLine(emulator is null
            ? "The vault lies in this process's memory: no Firestore emulator was found."
            : "The vault lies on a Firestore emulator, which several processes share.");
        await using var provider = ground.Build(gitHub.Address);
        var vault = provider.GetRequiredService<ITokenVault>();

        await SaveConsentAsync(vault, gitHub);
        Console.WriteLine("Saved: the grant of a user who consented hours ago. Its access token has expired.");

        var token = await vault.GetAccessTokenAsync(Ground.Key);
        var hours = (token.ExpiresAt - TimeProvider.System.GetUtcNow())?.TotalHours;
        Console.WriteLine($"Got: {token.Secret}, for {hours:0} hours. Refreshes so far: {gitHub.Asked}");

        await SaveConsentAsync(vault, gitHub);
        var before = gitHub.Asked;
        var (processes, welcomed) = emulator is null
            ? (1, await Racer.RaceAsync(provider, Racer.Callers))
            : await Racer.RaceProcessesAsync(gitHub.Address, ground);
        Console.WriteLine(
            $"Race: {processes * Racer.Callers} callers in {processes} {(processes == 1 ? "process" : "processes")} found it expired. " +
            $"Refreshes: {gitHub.Asked - before}. Accepted by GitHub: {welcomed}");
        return gitHub.Asked - before == 1 && welcomed == processes * Racer.Callers ? 0 : 1;
    }

    private static Task SaveConsentAsync(ITokenVault vault, DemoGitHub gitHub)
    {
        var (access, refresh) = gitHub.Consent();
        return vault.SaveGrantAsync(Ground.Key, new NewGrant
        {
            AccessToken = new SecretString(access),
            RefreshToken = new SecretString(refresh),
            ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(-1),
        });
    }
}

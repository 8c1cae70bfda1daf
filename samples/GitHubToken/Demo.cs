using AgentState;
using Microsoft.Extensions.DependencyInjection;

namespace GitHubToken;

/// <summary>Saves a grant, gets a token, and lets many callers in several processes refresh one grant at once.</summary>
internal static class Demo
{
    public static async Task<int> RunAsync()
    {
        if (Ground.IsOnEmulator)
        {
            Console.WriteLine("The vault is on a Firestore emulator, which several processes share.");
            return await RunAsync(new Ground($"demo-{Guid.NewGuid():n}"[..30]));
        }

        var folder = Directory.CreateTempSubdirectory("agentstate-");
        try
        {
            var file = Path.Combine(folder.FullName, "vault.db");
            Console.WriteLine($"The vault is in {file}, which several processes share. The sample deletes it at the end.");
            return await RunAsync(new Ground(file));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(Ground ground)
    {
        await using var gitHub = await DemoGitHub.StartAsync();
        await using var provider = ground.Build(gitHub.Address);
        var vault = provider.GetRequiredService<ITokenVault>();

        await SaveConsentAsync(vault, gitHub);
        Console.WriteLine("Saved: the grant of a user who consented hours ago. Its access token has expired.");

        var token = await vault.GetAccessTokenAsync(Ground.Key);
        var hours = (token.ExpiresAt - TimeProvider.System.GetUtcNow())?.TotalHours;
        Console.WriteLine($"Got: {token.Secret}, for {hours:0} hours. Refreshes so far: {gitHub.Asked}");

        await SaveConsentAsync(vault, gitHub);
        var before = gitHub.Asked;
        var (processes, welcomed) = await Racer.RaceProcessesAsync(gitHub.Address, ground);
        Console.WriteLine(
            $"Race: {processes * Racer.Callers} callers in {processes} processes found it expired. " +
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

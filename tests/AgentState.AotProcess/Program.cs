using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.AotProcess;

/// <summary>Uses the library in a program that is compiled ahead of time.</summary>
/// <remarks>
/// It binds options, reads payloads, refreshes, mints and sends tokens, and keeps a task in a SQLite file. Code that needs reflection fails
/// here. Publishing the program must cause no warning about the library.
/// </remarks>
internal static class Program
{
    public static async Task<int> Main()
    {
        using var provider = new LoopbackProvider();
        using var key = RSA.Create(2048);
        var services = new ServiceCollection();

        // Also binds secrets, since the source generator does not use type converters.
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["tokens:VaultId"] = "ahead",
            ["tokens:Keys:one"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["github:AppId"] = "app",
            ["github:InstallationId"] = "42",
            ["github:PrivateKey"] = key.ExportRSAPrivateKeyPem(),
            ["google:ClientId"] = "client",
            ["google:Parameters:audience"] = "api",
        }).Build();
        services.AddAgentState()
            .UseEmbedded()
            .EncryptTokens(configuration.GetSection("tokens"))
            .AddOAuthRefresh("google", options =>
            {
                options.TokenEndpoint = new Uri(provider.Address, "token");
                configuration.GetSection("google").Bind(options);
                options.ClientSecret = new SecretString("secret");
            })
            .AddGitHubApp("github", options =>
            {
                configuration.GetSection("github").Bind(options);
                options.Address = GitHubAddress.EnterpriseServer(provider.Address);
            });
        services.AddHttpClient("google").AddAgentToken("google");
        await using var container = services.BuildServiceProvider();
        var vault = container.GetRequiredService<ITokenVault>();

        await vault.SaveGrantAsync("google", new NewGrant
        {
            AccessToken = new SecretString("access"),
            RefreshToken = new SecretString("refresh"),
            ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(-1),
        });
        var refreshed = await vault.GetAccessTokenAsync("google");
        var minted = await vault.GetAccessTokenAsync("github");

        // The first answer is 401; the retry with another token gets 200.
        using var client = container.GetRequiredService<IHttpClientFactory>().CreateClient("google");
        using var response = await client.GetAsync(new Uri(provider.Address, "resource"));
        var again = await vault.GetAccessTokenAsync("google");

        string[] got = [refreshed.Secret.Reveal(), minted.Secret.Reveal(), again.Secret.Reveal(), response.StatusCode.ToString()];
        var areChecked = BoundOptions.AreChecked() && TypedPayload.IsChecked();
        var isKept = await DurableState.IsKeptAsync();
        Console.WriteLine($"{string.Join(' ', got)} {areChecked} {(isKept ? "kept" : "lost")}");
        return areChecked && isKept && got is ["access-1", "installation-2", "access-4", "OK"] ? 0 : 1;
    }
}

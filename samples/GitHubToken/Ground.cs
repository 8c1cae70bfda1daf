using AgentState;
using Microsoft.Extensions.DependencyInjection;

namespace GitHubToken;

/// <summary>The database of the vault: a shared emulator, or the memory of this process.</summary>
/// <param name="Emulator">The emulator, as <c>host:port</c>; null for the memory of this process.</param>
/// <param name="Project">The project on it.</param>
internal sealed record Ground(string? Emulator, string? Project)
{
    public const string Key = "github:user:ada";

    /// <summary>Creates a vault that refreshes user tokens at the given GitHub, and a client that sends one of them.</summary>
    public ServiceProvider Build(Uri gitHub)
    {
        var services = new ServiceCollection();
        var builder = services.AddAgentState(options => (options.EmulatorHost, options.ProjectId) = (Emulator, Project));
        if (Emulator is null)
        {
            builder.UseEmbedded();
        }

        builder.AddGitHubUserTokens("github:user", options =>
        {
            options.ClientId = "Iv1.sample";
            options.ClientSecret = new SecretString("the-app's-secret");
            options.Address = new GitHubAddress { Web = gitHub, Api = gitHub }; // omit it for github.com
        });
        services.AddHttpClient("github", client => client.BaseAddress = gitHub).AddAgentToken(Key);
        return services.BuildServiceProvider();
    }
}

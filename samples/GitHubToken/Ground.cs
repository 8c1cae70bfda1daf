using AgentState;
using Microsoft.Extensions.DependencyInjection;

namespace GitHubToken;

/// <summary>Where the vault lies: on an emulator, which processes share, or in this process's memory.</summary>
/// <param name="Emulator">The emulator, as <c>host:port</c>; null = in memory.</param>
/// <param name="Project">The project on it.</param>
internal sealed record Ground(string? Emulator, string? Project)
{
    public const string Key = "github:user:ada";

    /// <summary>A vault that refreshes tokens of users at a GitHub, and a client that puts the token of one of them on its requests.</summary>
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
            options.ClientSecret = new Secret("the-app's-secret");
            options.Address = new GitHubAddress(gitHub, gitHub); // leave it out for github.com
        });
        services.AddHttpClient("github", client => client.BaseAddress = gitHub).AddAgentToken(Key);
        return services.BuildServiceProvider();
    }
}

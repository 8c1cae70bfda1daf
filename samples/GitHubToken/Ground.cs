using AgentState;
using Microsoft.Extensions.DependencyInjection;

namespace GitHubToken;

/// <summary>The database of the vault, which several processes share: a file, or a project on an emulator.</summary>
/// <param name="Place">The path of a SQLite file, or the id of a project on the emulator that the environment names.</param>
internal sealed record Ground(string Place)
{
    public const string Key = "github:user:ada";

    /// <summary>Whether the environment names an emulator.</summary>
    public static bool IsOnEmulator => Environment.GetEnvironmentVariable("FIRESTORE_EMULATOR_HOST") is { Length: > 0 };

    /// <summary>Creates a vault that refreshes user tokens at the given GitHub, and a client that sends one of them.</summary>
    public ServiceProvider Build(Uri gitHub)
    {
        var services = new ServiceCollection();
        var builder = IsOnEmulator
            ? services.AddAgentState(options => options.ProjectId = Place)
            : services.AddAgentState().UseSqlite(Place);
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

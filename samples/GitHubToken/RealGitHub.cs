using System.Text.Json;
using AgentState;
using Microsoft.Extensions.DependencyInjection;

namespace GitHubToken;

/// <summary>Lists the repositories of an app installation, with a token that the vault mints.</summary>
internal static class RealGitHub
{
    public static async Task<int> RunAsync(AppSettings app)
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded().AddGitHubApp("github", options =>
        {
            options.AppId = app.AppId;
            options.InstallationId = app.InstallationId;
            options.Permissions.Add("metadata", "read");
            options.PrivateKey = app.PrivateKey;
        });
        services.AddHttpClient("github", client =>
        {
            client.BaseAddress = new Uri("https://api.github.com");
            client.DefaultRequestHeaders.UserAgent.ParseAdd("AgentState-sample");
        }).AddAgentToken("github");
        await using var provider = services.BuildServiceProvider();

        try
        {
            var token = await provider.GetRequiredService<ITokenVault>().GetAccessTokenAsync("github");
            Console.WriteLine($"Minted: {token.Secret}, good until {token.ExpiresAt:u}");

            using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("github");
            await using var body = await client.GetStreamAsync(new Uri("/installation/repositories?per_page=5", UriKind.Relative));
            using var answer = await JsonDocument.ParseAsync(body);
            foreach (var repository in answer.RootElement.GetProperty("repositories").EnumerateArray())
            {
                Console.WriteLine($"Installed for {repository.GetProperty("full_name").GetString()}");
            }

            return 0;
        }
        catch (Exception error) when (error is AgentStateException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}

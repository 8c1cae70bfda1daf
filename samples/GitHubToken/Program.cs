namespace GitHubToken;

/// <summary>Gets GitHub tokens for the app in the environment, or else from a simulated GitHub.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [Racer.Option, var gitHub, var place] => Racer.RunAsync(new Uri(gitHub), new Ground(place)),
        [] when AppSettings.FromEnvironment() is { } app => RealGitHub.RunAsync(app),
        [] => Demo.RunAsync(),
        _ => RefuseAsync(),
    };

    private static Task<int> RefuseAsync()
    {
        Console.Error.WriteLine($"The sample takes no arguments. It uses your GitHub App if these variables are set: {AppSettings.Names}.");
        return Task.FromResult(2);
    }
}

namespace GitHubToken;

/// <summary>Tokens of GitHub: by an app of yours where one is named in the environment, otherwise by a little GitHub of the sample's own.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [Racer.Option, var gitHub, var emulator, var project] => Racer.RunAsync(new Uri(gitHub), new Ground(emulator, project)),
        [] when AppSettings.FromEnvironment() is { } app => RealGitHub.RunAsync(app),
        [] => Demo.RunAsync(),
        _ => RefuseAsync(),
    };

    private static Task<int> RefuseAsync()
    {
        Console.Error.WriteLine($"The sample takes no arguments. It uses your app where these variables are set: {AppSettings.Names}.");
        return Task.FromResult(2);
    }
}

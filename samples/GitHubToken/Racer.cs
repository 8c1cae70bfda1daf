using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace GitHubToken;

/// <summary>Many callers in several processes that need the token at the same moment.</summary>
internal static class Racer
{
    public const string Option = "--racer";
    public const int Callers = 8;

    private const int Processes = 2;

    /// <summary>Runs a child process of the race: waits for the start, and prints the number of accepted requests.</summary>
    public static async Task<int> RunAsync(Uri gitHub, Ground ground)
    {
        await using var provider = ground.Build(gitHub);
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        Console.WriteLine(await RaceAsync(provider));
        return 0;
    }

    /// <summary>Runs the race in several processes, which start when all are ready, and waits for their end.</summary>
    public static async Task<(int Processes, int Welcomed)> RaceProcessesAsync(Uri gitHub, Ground ground)
    {
        var racers = Enumerable.Range(0, Processes).Select(_ => Start(gitHub, ground)).ToList();
        try
        {
            foreach (var racer in racers)
            {
                await racer.StandardOutput.ReadLineAsync();
            }

            racers.ForEach(racer => racer.StandardInput.WriteLine());
            var counts = await Task.WhenAll(racers.Select(racer => racer.StandardOutput.ReadLineAsync()));
            await Task.WhenAll(racers.Select(racer => racer.WaitForExitAsync()));
            return (
                Processes,
                counts.Sum(count => int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0));
        }
        finally
        {
            racers.ForEach(racer => racer.Dispose());
        }
    }

    // Calls GitHub many times at once, and returns the number of accepted requests.
    private static async Task<int> RaceAsync(IServiceProvider provider)
    {
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("github");
        var welcomed = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            using var response = await client.GetAsync(new Uri("/user", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }));
        return welcomed.Count(isIn => isIn);
    }

    private static Process Start(Uri gitHub, Ground ground)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(typeof(Racer).Assembly.Location);
        }

        foreach (var argument in (string[])[Option, gitHub.AbsoluteUri, ground.Place])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}

using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Benchmarks;

/// <summary>Figures of many callers with an expired grant, in one registration or in several, which act like processes.</summary>
/// <param name="Registrations">The number of registrations that share the callers.</param>
/// <param name="ServiceCalls">Calls to the service in each run.</param>
/// <param name="Milliseconds">Time until the last caller has the token; the median of the runs.</param>
/// <param name="Reads">Billed reads of a run; the median.</param>
/// <param name="Writes">Billed writes of a run; the median.</param>
internal sealed record TokenExpiry(int Registrations, IReadOnlyList<int> ServiceCalls, double Milliseconds, double Reads, double Writes)
{
    public const int Callers = 1_000;

    public static async Task<TokenExpiry> TakeAsync(
        FirestoreEmulator emulator, int registrations, int pairs, CancellationToken cancellationToken)
    {
        var service = new OnceService();
        var project = emulator.NewProjectId();
        var providers = Enumerable.Range(0, registrations).Select(_ => TokenFigures.Provide(emulator.Host, project, service)).ToList();
        try
        {
            AgentStateClient[] clients = [.. providers.Select(provider => provider.GetRequiredService<AgentStateClient>())];
            await RunAsync(clients, service, cancellationToken);
            var runs = new List<(int Calls, double Milliseconds, long Reads, long Writes)>();
            while (runs.Count < pairs)
            {
                runs.Add(await RunAsync(clients, service, cancellationToken));
            }

            return new TokenExpiry(
                registrations,
                [.. runs.Select(run => run.Calls)],
                Spread.Of(runs.Select(run => run.Milliseconds)).Median,
                Spread.Of(runs.Select(run => (double)run.Reads)).Median,
                Spread.Of(runs.Select(run => (double)run.Writes)).Median);
        }
        finally
        {
            foreach (var provider in providers)
            {
                await provider.DisposeAsync();
            }
        }
    }

    private static async Task<(int Calls, double Milliseconds, long Reads, long Writes)> RunAsync(
        IReadOnlyList<AgentStateClient> clients, OnceService service, CancellationToken cancellationToken)
    {
        // A new key for each run, so that no token is in memory.
        var key = $"once:{Guid.NewGuid():n}";
        await clients[0].Tokens.SaveGrantAsync(key, service.Old, cancellationToken);
        var (callsBefore, readsBefore, writesBefore) =
            (service.Calls, clients.Sum(client => client.Billed.Reads), clients.Sum(client => client.Billed.Writes));
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(
            () => clients[caller % clients.Count].Tokens.GetAccessTokenAsync(key, cancellationToken), cancellationToken)));
        var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return (
            service.Calls - callsBefore,
            milliseconds,
            clients.Sum(client => client.Billed.Reads) - readsBefore,
            clients.Sum(client => client.Billed.Writes) - writesBefore);
    }
}

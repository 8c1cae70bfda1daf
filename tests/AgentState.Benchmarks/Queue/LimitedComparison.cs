using AgentState.TestKit;

namespace AgentState.Benchmarks;

/// <summary>
/// One host with two workers, of which one has a type with a limit and slow handlers: how much of what its limit allows the limited type
/// gets through, and how much of its rate the other one keeps.
/// </summary>
/// <param name="Latency">What the network adds to a call, there and back.</param>
/// <param name="LimitedShare">Tasks of the limited type in a second, by limit / handler time.</param>
/// <param name="OtherShare">Tasks of the other type in a second, with the limit by without it.</param>
internal sealed record LimitedComparison(TimeSpan Latency, Spread LimitedShare, Spread OtherShare)
{
    public const int Limit = 8;

    public static readonly TimeSpan Work = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan[] Latencies = [TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(40)];

    public static async Task<IReadOnlyList<LimitedComparison>> TakeAsync(BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        var window = options.Tasks < 1000 ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(4);
        var comparisons = new List<LimitedComparison>();
        await using var network = TcpProxy.Start(emulator.Host);
        foreach (var latency in Latencies)
        {
            network.Delay = latency / 2;
            var (limited, other) = (new List<double>(), new List<double>());
            for (var pair = 0; pair < options.Pairs; pair++)
            {
                var with = await LimitedRun.RunAsync(emulator, network.Host, Limit, window, cancellationToken);
                var without = await LimitedRun.RunAsync(emulator, network.Host, limit: null, window, cancellationToken);
                limited.Add(with.Limited / (Limit / Work.TotalSeconds));
                other.Add(with.Other / without.Other);
            }

            comparisons.Add(new LimitedComparison(latency, Spread.Of(limited), Spread.Of(other)));
        }

        return comparisons;
    }
}

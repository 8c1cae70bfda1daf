using AgentState.TestKit;

namespace AgentState.Benchmarks;

/// <summary>Measures a type with a concurrency limit and slow handlers beside a type without a limit, in one host.</summary>
/// <param name="Latency">The latency that the network adds to a call, in both directions together.</param>
/// <param name="LimitedShare">The rate of the limited type, divided by the maximum of limit / handler time.</param>
/// <param name="OtherShare">The rate of the other type, divided by its rate without the limit.</param>
internal sealed record LimitedComparison(TimeSpan Latency, Spread LimitedShare, Spread OtherShare)
{
    public const int Limit = 8;

    public static readonly TimeSpan Work = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan[] Latencies = [TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(40)];

    public static async Task<IReadOnlyList<LimitedComparison>> TakeAsync(
        BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
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

using AgentState.TestKit;

namespace AgentState.Benchmarks;

/// <summary>Measures the selected parts of the queue, and prints each result.</summary>
internal static class QueueFigures
{
    // The latency in one direction to a nearby region.
    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(5);

    public static async Task TakeAsync(
        BenchmarkOptions options, FirestoreEmulator emulator, QueueReport report, CancellationToken cancellationToken)
    {
        if (options.Wants(Part.Drain))
        {
            report.Print(
                "Firestore emulator: draining the queue by one process, library and generated client alone (floor)",
                await DrainComparison.TakeAsync(
                    emulator.Host, emulator.Host, emulator.NewProjectId(), options.Pairs, _ => options.Tasks, cancellationToken));
        }

        if (options.Wants(Part.Distance))
        {
            await using var network = TcpProxy.Start(emulator.Host);
            network.Delay = OneWay;
            report.Print(
                $"The same over a network with a latency of {OneWay.TotalMilliseconds:0} ms in each direction",
                await DrainComparison.TakeAsync(
                    emulator.Host, network.Host, emulator.NewProjectId(), Math.Min(options.Pairs, 3), Some, cancellationToken));
        }

        if (options.Wants(Part.Processes))
        {
            foreach (var shape in (ProcessesShape[])[ProcessesShape.Empty, ProcessesShape.Working, ProcessesShape.Slow])
            {
                report.Print(await ProcessesComparison.TakeAsync(shape, options, emulator, cancellationToken));
            }
        }

        if (options.Wants(Part.Limited))
        {
            report.Print(await LimitedComparison.TakeAsync(options, emulator, cancellationToken));
        }

        if (options.Wants(Part.Node))
        {
            report.Print(await NodeComparison.TakeAsync(options, emulator, cancellationToken));
        }

        if (options.Wants(Part.PickUp))
        {
            report.Print(await PickUp.TakeAsync(options, emulator, cancellationToken));
        }

        if (options.Wants(Part.Billing))
        {
            report.Print(await QueueBilling.TakeAsync(options, emulator, cancellationToken));
        }

        // One handler without prefetch completes fewer than 100 tasks per second there.
        int Some(int handlers) => Math.Min(options.Tasks, 200 * handlers);
    }
}

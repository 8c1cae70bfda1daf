using AgentState;
using AgentState.Benchmarks;

if (args is [WorkerProcess.Verb, .. var work])
{
    return await WorkerProcess.RunAsync(work);
}

if (!BenchmarkOptions.TryParse(args, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}

// On interruption, stops the emulator that the run started.
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupted.Cancel();
};

var report = new Report(Console.Out, options.Markdown);
var queueReport = new QueueReport(Console.Out, options.Markdown);
var serviceReport = new ServiceReport(Console.Out, options.Markdown);
report.PrintMethod(options);
try
{
    if (options.Wants(Part.Embedded))
    {
        report.Print(await EmbeddedFigures.TakeAsync(options, interrupted.Token));
    }

    if (options.NeedsFirestore)
    {
        await using var emulator = await FirestoreEmulator.StartAsync(cancellationToken: interrupted.Token);
        if (options.Wants(Part.Operations))
        {
            report.Print(await FirestoreComparison.TakeAsync(options, emulator, interrupted.Token));
        }

        if (options.Wants(Part.Fleet))
        {
            report.Print(await FleetFigures.TakeAsync(options, emulator, interrupted.Token));
        }

        if (options.Wants(Part.Users))
        {
            serviceReport.Print(await UserFigures.TakeAsync(options, emulator, interrupted.Token));
        }

        if (options.Wants(Part.Activity))
        {
            serviceReport.Print(await ActivityFigures.TakeAsync(options, emulator, interrupted.Token));
        }

        await QueueFigures.TakeAsync(options, emulator, queueReport, interrupted.Token);
        if (options.Wants(Part.Tokens))
        {
            new TokenReport(Console.Out, options.Markdown).Print(await TokenFigures.TakeAsync(options, emulator, interrupted.Token));
        }
    }

    return 0;
}
catch (FirestoreEmulatorException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return 130;
}

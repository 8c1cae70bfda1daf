using System.Runtime.InteropServices;
using AgentState;
using FleetMonitor;
using FleetMonitor.Demo;
using FleetMonitor.Views;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console;

if (!CommandLine.TryParse(args, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}

if (options.Help)
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

if (options.Demo)
{
    Console.WriteLine(options.Ending);
}

// Ends on Ctrl-C, on SIGTERM, or after the given time, and restores the cursor.
using var end = new CancellationTokenSource(options.Duration);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

try
{
    await using var provider = Services().BuildServiceProvider();
    var client = provider.GetRequiredService<AgentStateClient>();

    // A watch waits for its database without end; the warm-up fails at once if the database is missing or access is denied.
    await client.WarmUpAsync(end.Token);

    // Tables on a terminal; plain lines for a pipe or a file.
    IFleetView view = Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi ? new LinesView() : new ScreenView(client);
    var watcher = new FleetWatcher(client, options, view);
    await (options.Demo
        ? Together.RunAsync([watcher.RunAsync, new DemoFleet(client).RunAsync], end.Token)
        : watcher.RunAsync(end.Token));
    return 0;
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    return 0;
}
catch (OptionsValidationException error)
{
    // The connection is missing or not valid; the message of the library names what it has looked for.
    Console.Error.WriteLine($"{error.Message} Use --demo for a demonstration fleet in memory.");
    return 1;
}
catch (AgentStateException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

ServiceCollection Services()
{
    var services = new ServiceCollection();
    if (!options.Demo)
    {
        services.AddAgentState();
        return services;
    }

    // The demonstration never connects to a real project: it runs in memory, or on an emulator.
    var agentState = services.AddAgentState(DemoFleet.Configure);
    if (Environment.GetEnvironmentVariable("FIRESTORE_EMULATOR_HOST") is not { Length: > 0 })
    {
        agentState.UseEmbedded();
    }

    return services;
}

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.Cancel();
}

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

// It ends by Ctrl-C, by a signal that asks it to, or when its time is over; either way properly, with the cursor back on the screen.
using var end = new CancellationTokenSource(options.Duration);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

try
{
    await using var provider = Services().BuildServiceProvider();
    var client = provider.GetRequiredService<AgentStateClient>();

    // A watch waits for its database without end. That there is none, or that it may not be read, is better told at once.
    await client.WarmUpAsync(end.Token);
    // Tables for people; for a pipe or a file plain lines.
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
    // Nothing says where the fleet is, or what says so cannot be used: the library tells what it has looked for.
    Console.Error.WriteLine($"{error.Message} To see a fleet of its own making, in memory: --demo.");
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

    // The demonstration never goes to a real project, whatever the environment names: it runs in memory, or on an emulator.
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

using System.Runtime.InteropServices;
using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MoveState;

if (!CommandLine.TryParse(args, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}

if (options is not { Help: false, From: { } source, To: { } target })
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

// Ctrl-C ends the copy between two pages. A later run starts again, and replaces what was copied.
using var end = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
{
    signal.Cancel = true;
    end.Cancel();
});

try
{
    await using var sourceServices = source.Open(options.ParentPath);
    await using var targetServices = target.Open(options.ParentPath);
    var from = sourceServices.GetRequiredService<AgentStateClient>();
    var to = targetServices.GetRequiredService<AgentStateClient>();
    if (source.IsMemory)
    {
        await Demonstration.FillAsync(from);
    }

    // Reports a missing database or denied access before the bar appears.
    await from.WarmUpAsync(end.Token);
    await to.WarmUpAsync(end.Token);

    var copied = await ProgressBar.RunAsync(progress => StateTransfer.CopyAsync(from, to, progress, end.Token));
    Console.WriteLine($"Copied {copied} documents from {source.Text} to {target.Text}.");
    return 0;
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    Console.Error.WriteLine("Not finished. Run the command again; it starts from the beginning.");
    return 1;
}
catch (Exception error) when (error is OptionsValidationException or AgentStateException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

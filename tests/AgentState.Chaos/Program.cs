using AgentState;
using AgentState.Chaos;

// Tests watches and the task queue while processes, network and server fail. It starts its own emulator, proxies and processes.
// Exit code 0: every guarantee held; 1: one was violated, which is printed; 2: it could not run.
switch (args)
{
    case ["writer", ..]:
        return await Writer.RunAsync(args[1..]);
    case ["worker", ..]:
        return await WorkerProcess.RunAsync(args[1..]);
    case ["planner", ..]:
        return await Planner.RunAsync(args[1..]);
}

Func<Task<bool>> run;
if (args is ["queue", ..])
{
    if (!QueueChaosOptions.TryParse(args, out var options, out var problem))
    {
        Console.Error.WriteLine(problem);
        return 2;
    }

    ChaosTask.Lease = TimeSpan.FromSeconds(options.LeaseSeconds);
    run = new QueueChaos(options).RunAsync;
}
else if (ChaosOptions.TryParse(args, out var options, out var problem))
{
    run = new WatchChaos(options).RunAsync;
}
else
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(QueueChaosOptions.Usage);
    return 2;
}

if (FirestoreEmulator.Find(new FirestoreEmulatorOptions { UseRunning = false }) is { IsAvailable: false, Reason: var reason })
{
    Console.Error.WriteLine(reason);
    return 2;
}

return await run() ? 0 : 1;

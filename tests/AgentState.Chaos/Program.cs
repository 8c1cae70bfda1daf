using AgentState;
using AgentState.Chaos;

// What happens to watches while everything around them fails. Runs by itself: it starts the emulator, a network in front of it, and writers in processes of
// their own. Exit code 0: every promise was kept; 1: one was not, and it is said which; 2: it could not run.
if (args is ["writer", ..])
{
    return await Writer.RunAsync(args[1..]);
}

if (!ChaosOptions.TryParse(args, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}

if (FirestoreEmulator.Find(new FirestoreEmulatorOptions { UseRunning = false }) is { IsAvailable: false, Reason: var reason })
{
    Console.Error.WriteLine(reason);
    return 2;
}

return await new WatchChaos(options).RunAsync() ? 0 : 1;

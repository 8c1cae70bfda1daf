using AgentState.SqliteProcess;

// A child process for tests of several processes on one database file. The first argument is its role, the second one the file. Writers
// and claimers have a name as the third one. Each role prints a line that begins with "started" first, and runs until it is killed;
// a claimer exits when the queue is empty.
switch (args)
{
    case ["write", var file, var name]:
        await Writer.RunAsync(file, name);
        break;
    case ["listen", var file]:
        await Listener.RunAsync(file);
        break;
    case ["claim", var file, var name]:
        await Claimer.RunAsync(file, name);
        break;
    default:
        throw new InvalidOperationException("The arguments are: write FILE NAME, listen FILE, or claim FILE NAME.");
}

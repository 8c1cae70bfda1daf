namespace AgentState.Sqlite.Tests;

/// <summary>The collection of tests that start processes; they run after all other tests and not in parallel.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WithProcesses
{
    public const string Name = "Processes";
}

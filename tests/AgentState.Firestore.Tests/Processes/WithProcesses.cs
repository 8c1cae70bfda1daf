namespace AgentState.Firestore.Tests.Processes;

/// <summary>The collection of tests that start processes; they run after all other tests and not in parallel.</summary>
/// <remarks>Leases of a few seconds need a machine that is not overloaded.</remarks>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WithProcesses
{
    public const string Name = "Processes";
}

namespace AgentState.Firestore.Tests.Processes;

/// <summary>What starts processes of its own runs by itself, after all else: leases of seconds ask for a machine that has time for them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WithProcesses
{
    public const string Name = "Processes";
}

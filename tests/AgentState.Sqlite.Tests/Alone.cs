namespace AgentState.Sqlite.Tests;

/// <summary>The collection of tests that do not run in parallel with others.</summary>
/// <remarks>A metric counts the scans of all stores of this process.</remarks>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}

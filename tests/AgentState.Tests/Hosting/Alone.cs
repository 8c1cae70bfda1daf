namespace AgentState.Tests.Hosting;

/// <summary>The collection of tests that do not run in parallel with others.</summary>
/// <remarks>Tests that advance a fake clock by hours need the processor, because their host must keep up with the clock.</remarks>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}

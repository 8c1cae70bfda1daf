namespace AgentState.Tests.Hosting;

/// <summary>What lives through long times by a clock of its own runs by itself, after all else: a day goes by no faster than others keep up with it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}

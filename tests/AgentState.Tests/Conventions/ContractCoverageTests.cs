using System.Reflection;
using AgentState.Contracts;

namespace AgentState.Tests.Conventions;

/// <summary>The embedded engine runs every contract, and the check that says so would notice one that is missing.</summary>
public sealed class ContractCoverageTests
{
    private static readonly Assembly Tests = typeof(ContractCoverageTests).Assembly;

    [Fact]
    [Trait("Promise", "P5")]
    [Trait("Promise", "P7")]
    public void EveryContract_RunsOnTheEmbeddedEngine() => ContractCoverage.Gaps(Tests).Should().BeEmpty();

    [Fact]
    [Trait("Promise", "P7")]
    public void Gaps_OfAContractThatNobodyRuns_NamesIt() =>
        ContractCoverage.Gaps(Tests, [typeof(ForgottenContract), typeof(SharedContract), typeof(RunContract)])
            .Should().Equal(new Dictionary<string, int> { [typeof(ForgottenContract).FullName!] = 0 });

    public abstract class ForgottenContract : Contract;

    public abstract class SharedContract : Contract;

    public abstract class RunContract : SharedContract;

    private sealed class Run : RunContract
    {
        internal override ValueTask<IDocumentStore> CreateEngineAsync() => throw new NotSupportedException();
    }
}

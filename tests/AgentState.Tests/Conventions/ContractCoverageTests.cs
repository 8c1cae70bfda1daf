using System.Reflection;
using AgentState.Contracts;

namespace AgentState.Tests.Conventions;

/// <summary>The embedded engine runs every contract, and the coverage check detects a contract without a test class.</summary>
public sealed class ContractCoverageTests
{
    private static readonly Assembly Tests = typeof(ContractCoverageTests).Assembly;

    [Fact]
    [Trait("Guarantee", "P5")]
    [Trait("Guarantee", "P7")]
    public void EveryContract_RunsOnTheEmbeddedEngine() => ContractCoverage.Gaps(Tests).Should().BeEmpty();

    [Fact]
    [Trait("Guarantee", "P7")]
    public void Gaps_ContractWithoutATestClass_ReturnsItsName() =>
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

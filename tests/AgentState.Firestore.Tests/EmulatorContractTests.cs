using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class EmulatorContractTests
{
    [Fact]
    [Trait("Promise", "P7")]
    public void EveryContract_RunsOnTheFirestoreEngine() =>
        ContractCoverage.Gaps(typeof(EmulatorContractTests).Assembly).Should().BeEmpty();
}

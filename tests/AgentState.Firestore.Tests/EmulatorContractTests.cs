using AgentState.Contracts;

namespace AgentState.Firestore.Tests;

public sealed class EmulatorContractTests
{
    [Fact]
    [Trait("Guarantee", "P7")]
    public void Contracts_InThisAssembly_AllRunOnTheFirestoreEngine() =>
        ContractCoverage.Gaps(typeof(EmulatorContractTests).Assembly).Should().BeEmpty();
}

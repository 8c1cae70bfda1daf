namespace AgentState.Sqlite.Tests;

public sealed class SqliteContractTests
{
    [Fact, Trait("Guarantee", "P7"), Trait("Guarantee", "S1")]
    public void Contracts_InThisAssembly_AllRunOnTheSqliteEngine() =>
        ContractCoverage.Gaps(typeof(SqliteContractTests).Assembly).Should().BeEmpty();
}

namespace AgentState.Tests.Tasks;

public sealed class PartitionStrategyTests
{
    [Fact]
    public void Strategy_ByDefault_StoresNoPartition()
    {
        var strategy = new TaskOptions().ToPartitionStrategy();

        strategy.PartitionOf("task-0001").Should().BeNull();
        strategy.CreateCursor(TimeProvider.System).Should().BeOfType<ClaimCursor>();
    }

    [Fact]
    public void Strategy_WithPartitions_StoresThePartitionOfTheId()
    {
        var strategy = new TaskOptions { UsePartitions = true }.ToPartitionStrategy();

        strategy.PartitionOf("task-0001").Should().Be(TaskPartitions.Of("task-0001"));
        strategy.CreateCursor(TimeProvider.System).Should().BeOfType<PartitionedClaimCursor>();
    }
}

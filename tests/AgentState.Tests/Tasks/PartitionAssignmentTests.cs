namespace AgentState.Tests.Tasks;

public sealed class PartitionAssignmentTests
{
    [Fact, Trait("Guarantee", "T44")]
    public void Of_EqualClaimerLists_AssignEveryTaskToOneClaimer()
    {
        string[] claimers = ["c", "a", "d", "b"];

        var assignments = claimers.Select(claimer => PartitionAssignment.Of(claimers.Reverse(), claimer)).ToList();

        assignments.Select(assignment => assignment.Index).Should().BeEquivalentTo([0, 1, 2, 3]);
        foreach (var task in Enumerable.Range(0, 200).Select(number => $"task-{number:0000}"))
        {
            assignments.Count(assignment => assignment.Has(task)).Should().Be(1, task);
        }
    }

    [Fact, Trait("Guarantee", "T44")]
    public void Has_SimilarTaskIds_DistributesThemEvenly()
    {
        var assignment = PartitionAssignment.Of(["a", "b", "c", "d"], "b");

        Enumerable.Range(0, 1000).Count(number => assignment.Has($"task-{number:0000}")).Should().BeInRange(150, 350);
    }

    [Fact, Trait("Guarantee", "T44")]
    public void Of_AloneOrUnknownClaimer_ReturnsAnAssignment()
    {
        PartitionAssignment.Of([], "a").Should().Be(PartitionAssignment.Whole);
        PartitionAssignment.Of(["b"], "a").Should().Be(new PartitionAssignment(2, 0));
        PartitionAssignment.Of(Enumerable.Range(0, 40).Select(number => $"i{number:00}"), "i39").Should()
            .Be(new PartitionAssignment(12, 39 % 12));
    }

    [Theory, Trait("Guarantee", "T44")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void Partitions_OfAllAssignments_CoverEachPartitionOnce(int count) =>
        Enumerable.Range(0, count).SelectMany(index => new PartitionAssignment(count, index).Partitions).Order().Should()
            .Equal(Enumerable.Range(0, TaskPartitions.Count));

    [Theory, Trait("Guarantee", "T44")]
    [InlineData("", 5)]
    [InlineData("task-0001", 3)]
    [InlineData("key-0123456789abcdef0123456789abcdef01234567", 7)]
    [InlineData("Zürich", 1)]
    public void TaskPartition_OfAnId_NeverChanges(string id, int partition) => TaskPartitions.Of(id).Should().Be(partition);
}

namespace AgentState.Tests.Tasks;

public sealed class ClaimLaneTests
{
    [Fact, Trait("Promise", "T44")]
    public void ClaimersThatKnowTheSameOnes_TakeDifferentLanes_ThatHoldEveryTaskOnce()
    {
        string[] claimers = ["c", "a", "d", "b"];

        var lanes = claimers.Select(claimer => ClaimLane.Of(claimers.Reverse(), claimer)).ToList();

        lanes.Select(lane => lane.Index).Should().BeEquivalentTo([0, 1, 2, 3]);
        foreach (var task in Enumerable.Range(0, 200).Select(number => $"task-{number:0000}"))
        {
            lanes.Count(lane => lane.Has(task)).Should().Be(1, task);
        }
    }

    [Fact, Trait("Promise", "T44")]
    public void OfAlikeIds_EachLaneHoldsItsPart()
    {
        var lane = ClaimLane.Of(["a", "b", "c", "d"], "b");

        Enumerable.Range(0, 1000).Count(number => lane.Has($"task-{number:0000}")).Should().BeInRange(150, 350);
    }

    [Fact, Trait("Promise", "T44")]
    public void AClaimerThatIsAlone_OrUnknown_HasALaneAllTheSame()
    {
        ClaimLane.Of([], "a").Should().Be(ClaimLane.Whole);
        ClaimLane.Of(["b"], "a").Should().Be(new ClaimLane(2, 0));
        ClaimLane.Of(Enumerable.Range(0, 40).Select(number => $"i{number:00}"), "i39").Should().Be(new ClaimLane(16, 39 % 16));
    }
}

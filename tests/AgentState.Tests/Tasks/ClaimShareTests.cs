namespace AgentState.Tests.Tasks;

public sealed class ClaimShareTests
{
    [Fact, Trait("Promise", "T44")]
    public void ClaimersThatKnowTheSameOnes_TakeDifferentShares_ThatHoldEveryTaskOnce()
    {
        string[] claimers = ["c", "a", "d", "b"];

        var shares = claimers.Select(claimer => ClaimShare.Of(claimers.Reverse(), claimer)).ToList();

        shares.Select(share => share.Index).Should().BeEquivalentTo([0, 1, 2, 3]);
        foreach (var task in Enumerable.Range(0, 200).Select(number => $"task-{number:0000}"))
        {
            shares.Count(share => share.Has(task)).Should().Be(1, task);
        }
    }

    [Fact, Trait("Promise", "T44")]
    public void OfAlikeIds_EachShareHoldsItsPart()
    {
        var share = ClaimShare.Of(["a", "b", "c", "d"], "b");

        Enumerable.Range(0, 1000).Count(number => share.Has($"task-{number:0000}")).Should().BeInRange(150, 350);
    }

    [Fact, Trait("Promise", "T44")]
    public void AClaimerThatIsAlone_OrUnknown_HasAShareAllTheSame()
    {
        ClaimShare.Of([], "a").Should().Be(ClaimShare.Whole);
        ClaimShare.Of(["b"], "a").Should().Be(new ClaimShare(2, 0));
        ClaimShare.Of(Enumerable.Range(0, 40).Select(number => $"i{number:00}"), "i39").Should().Be(new ClaimShare(12, 39 % 12));
    }

    [Theory, Trait("Promise", "T44")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void TheLanesOfAllShares_AreAllLanes_EachOnce(int count) =>
        Enumerable.Range(0, count).SelectMany(index => new ClaimShare(count, index).Lanes).Order().Should().Equal(Enumerable.Range(0, TaskLanes.Count));

    [Theory, Trait("Promise", "T44")]
    [InlineData("", 5)]
    [InlineData("task-0001", 3)]
    [InlineData("key-0123456789abcdef0123456789abcdef01234567", 7)]
    [InlineData("Zürich", 1)]
    public void ALane_IsTheSameForEver(string id, int lane) => TaskLanes.Of(id).Should().Be(lane);
}

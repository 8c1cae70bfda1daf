using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Tasks;

public sealed class ClaimPlaceTests
{
    private readonly FakeTimeProvider time = new();
    private readonly ClaimPlace place;

    public ClaimPlaceTests() => place = new ClaimPlace(_ => 3, time);

    [Fact, Trait("Promise", "T23")]
    public void AsLongAsItWins_AClaimerTakesTasksInTheirOrder_FromTheFirst()
    {
        var found = Tasks(10);

        place.Order(found, mayBeMore: true).Should().Equal(found);
        place.Grip(10).Should().Be(10);
        place.Learn(won: 10, lost: 1).Should().BeFalse("one in eleven is no crowd");
        place.TakeStart().Should().BeNull();
        place.Window(16).Should().Be(16);
    }

    [Fact, Trait("Promise", "T44")]
    public void WhereItLoses_ItLooksBehindWhatItSaw_AndFeelsItsWay_OnceEach()
    {
        var found = Tasks(10);
        place.Order(found, mayBeMore: true);

        place.Learn(won: 0, lost: 10).Should().BeTrue();

        place.TakeStart().Should().BeSameAs(found[^1].Document);
        place.TakeStart().Should().BeNull("what is in front must not wait for ever");
        place.Window(16).Should().Be(64);
        place.Order(Tasks(10), mayBeMore: true);
        (place.Grip(10), place.Grip(10)).Should().Be((2, 10));
    }

    [Fact, Trait("Promise", "T44")]
    public void WhereNothingIsBehind_ItBeginsAnywhere()
    {
        var found = Tasks(5);
        place.Order(found, mayBeMore: false);
        place.Learn(won: 0, lost: 5);

        place.TakeStart().Should().BeNull();
        place.Order(found, mayBeMore: false).Should().Equal(found[3], found[4], found[0], found[1], found[2]);
    }

    [Fact, Trait("Promise", "T23")]
    public void AfterACalm_ItTakesTasksInTheirOrderAgain()
    {
        var found = Tasks(5);
        place.Order(found, mayBeMore: false);
        place.Learn(won: 0, lost: 5);

        for (var round = 0; round < 8; round++)
        {
            place.Learn(won: 5, lost: 0);
        }

        place.Order(found, mayBeMore: false).Should().Equal(found);
        place.Window(16).Should().Be(16);
    }

    [Fact, Trait("Promise", "T44")]
    public void WithALaneOfItsOwn_ItTakesWhatIsInIt_AndReadsForAllLanes()
    {
        var (found, lane) = (Tasks(40), new ClaimLane(4, 1));
        place.Take(lane);

        var ours = place.Order(found, mayBeMore: true);

        ours.Should().Equal(found.Where(candidate => lane.Has(candidate.Task.Id))).And.NotBeEmpty();
        place.Grip(10).Should().Be(10);
        (place.Window(16), place.Window(1000)).Should().Be((64, 1200));
    }

    [Fact, Trait("Promise", "T44")]
    public void WhereAllIsTheOthers_ItIsLeftToThem_ForAMoment_ThenTakenFromTheEnd_AFewAtFirst()
    {
        var lane = new ClaimLane(4, 1);
        var foreign = Tasks(32).Where(candidate => !lane.Has(candidate.Task.Id)).ToList();
        place.Take(lane);

        place.Order(foreign, mayBeMore: false).Should().BeEmpty("their owners are about to take them");
        time.Advance(TimeSpan.FromMilliseconds(99));
        place.Order(foreign, mayBeMore: false).Should().BeEmpty();

        time.Advance(TimeSpan.FromMilliseconds(1));
        place.Order(foreign, mayBeMore: false).Should().Equal(foreign.AsEnumerable().Reverse());
        (place.Grip(10), place.Grip(10)).Should().Be((2, 10));
    }

    [Fact, Trait("Promise", "T23")]
    public void WhoKeepsTheOrder_HasTheNextOnesAtHand_WhereItLost_WhateverItsLane()
    {
        place.Window(16, inOrder: true).Should().Be(16);
        place.Learn(won: 0, lost: 16);
        place.Take(new ClaimLane(8, 1));
        place.Window(16, inOrder: true).Should().Be(16, "what was learnt without lanes is of no use any more");

        place.Take(ClaimLane.Whole);
        place.Learn(won: 0, lost: 16);
        place.Window(16, inOrder: true).Should().Be(64);
    }

    [Fact, Trait("Promise", "T23")]
    public void WhatItsOwnerDoesNotTake_ThoughItIsTheFirst_IsAnybodys_AfterAWhile_InItsOrder()
    {
        var (found, lane) = (Tasks(40), new ClaimLane(4, 1));
        place.Take(lane);
        place.Order(found, mayBeMore: true);

        time.Advance(TimeSpan.FromSeconds(6));

        place.Order(found, mayBeMore: true).Should().Equal([.. found.Take(32), .. found.Skip(32).Where(candidate => lane.Has(candidate.Task.Id))]);
        place.Grip(10).Should().Be(10);
    }

    private static List<TaskCandidate> Tasks(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => new TaskCandidate(
            new Document(), new AgentTask { Id = $"task-{number:0000}", Type = "t", CreatedBy = "c", Payload = StateMap.Empty }, "a")),
    ];
}

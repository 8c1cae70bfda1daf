using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Tasks;

public sealed class ClaimPlaceTests
{
    private static readonly ClaimLook All = new(1000);

    private readonly FakeTimeProvider time = new();
    private readonly ClaimPlace place;

    public ClaimPlaceTests() => place = new ClaimPlace(_ => 3, time);

    [Fact, Trait("Promise", "T23")]
    public void AsLongAsItWins_AClaimerTakesTasksInTheirOrder_FromTheFirst()
    {
        var found = Tasks(10);

        place.Order(found, mayBeMore: true, All).Should().Equal(found);
        place.Grip(10).Should().Be(10);
        place.Learn(won: 10, lost: 1).Should().BeFalse("one in eleven is no crowd");
        place.TakeStart().Should().BeNull();
        place.Window(16).Should().Be(16);
    }

    [Fact, Trait("Promise", "T44")]
    public void WhereItLoses_ItLooksBehindWhatItSaw_AndFeelsItsWay_OnceEach()
    {
        var found = Tasks(10);
        place.Order(found, mayBeMore: true, All);

        place.Learn(won: 0, lost: 10).Should().BeTrue();

        place.TakeStart().Should().BeSameAs(found[^1].Document);
        place.TakeStart().Should().BeNull("what is in front must not wait for ever");
        place.Window(16).Should().Be(64);
        place.Order(Tasks(10), mayBeMore: true, All);
        (place.Grip(10), place.Grip(10)).Should().Be((2, 10));
    }

    [Fact, Trait("Promise", "T44")]
    public void WhereNothingIsBehind_ItBeginsAnywhere()
    {
        var found = Tasks(5);
        place.Order(found, mayBeMore: false, All);
        place.Learn(won: 0, lost: 5);

        place.TakeStart().Should().BeNull();
        place.Order(found, mayBeMore: false, All).Should().Equal(found[3], found[4], found[0], found[1], found[2]);
    }

    [Fact, Trait("Promise", "T23")]
    public void AfterACalm_ItTakesTasksInTheirOrderAgain()
    {
        var found = Tasks(5);
        place.Order(found, mayBeMore: false, All);
        place.Learn(won: 0, lost: 5);

        for (var round = 0; round < 8; round++)
        {
            place.Learn(won: 5, lost: 0);
        }

        place.Order(found, mayBeMore: false, All).Should().Equal(found);
        place.Window(16).Should().Be(16);
    }

    [Fact, Trait("Promise", "T44")]
    public void WithAShareOfItsOwn_ItLooksAtTheFront_ThenAtItsOwnLanes_UntilTheyHaveNoMore()
    {
        var (found, share) = (Tasks(32), new ClaimShare(4, 1));
        place.Take(share);

        place.Look(16).Should().Be(new ClaimLook(32), "who stands at the front is seen first");
        place.Order(found, mayBeMore: true, new ClaimLook(32)).Should().Equal(found.Where(candidate => share.Has(candidate.Task.Id))).And.NotBeEmpty();
        place.Grip(10).Should().Be(10);

        LookAtLanes(share, looks: 4, mayBeMore: true);
        place.IsRich.Should().BeTrue();
        LookAtLanes(share, looks: 1, mayBeMore: false);
        place.IsRich.Should().BeFalse();
        place.Look(16).Should().Be(new ClaimLook(32));
    }

    [Fact, Trait("Promise", "T23")]
    public void WhoReadsItsOwnLanes_GlancesAtTheFront_OnceASecond()
    {
        var share = new ClaimShare(4, 1);
        place.Take(share);
        place.Order(Tasks(32), mayBeMore: true, new ClaimLook(32));
        LookAtLanes(share, looks: 5, mayBeMore: true);

        time.Advance(TimeSpan.FromSeconds(1));

        place.Look(300).Should().Be(new ClaimLook(32));
        place.Order(Foreign(Tasks(32)), mayBeMore: true, new ClaimLook(32)).Should().BeEmpty();
        place.IsRich.Should().BeTrue("what is at the front is others', and there is more in the lanes");
        LookAtLanes(share, looks: 1, mayBeMore: true);
    }

    [Fact, Trait("Promise", "T44")]
    public void LanesThatWereEmptied_AreLeftAlone_AsLongAsTheFrontIsTheOthers()
    {
        var foreign = Foreign(Tasks(40));
        var share = new ClaimShare(4, 1);
        place.Take(share);
        place.Order(foreign, mayBeMore: true, new ClaimLook(32)).Should().BeEmpty();
        LookAtLanes(share, looks: 1, mayBeMore: false, "nothing was known of them");

        place.Order(foreign, mayBeMore: true, new ClaimLook(32));
        place.IsRich.Should().BeFalse();

        time.Advance(TimeSpan.FromSeconds(1));
        place.Order(foreign, mayBeMore: true, new ClaimLook(32));
        place.IsRich.Should().BeTrue("by then something may stand behind what is the others'");
    }

    [Fact, Trait("Promise", "T44")]
    public void WhereTasksHaveNoLane_AllAreLookedAt_UntilThoseAreGone()
    {
        place.Take(new ClaimShare(4, 1));
        var laneless = new TaskCandidate(new Document(), Tasks(1)[0].Task with { Id = "of-another-program" }, "a");

        place.Order([.. Tasks(31), laneless], mayBeMore: true, new ClaimLook(32));
        place.IsRich.Should().BeFalse();
        (place.Look(16), place.Look(1000)).Should().Be((new ClaimLook(64), new ClaimLook(1200)));

        place.Order(Tasks(64), mayBeMore: true, new ClaimLook(64));
        LookAtLanes(new ClaimShare(4, 1), looks: 1, mayBeMore: true);
    }

    [Fact, Trait("Promise", "T44")]
    public void WhereTheIndexIsMissing_AllAreLookedAt_ForAMinute()
    {
        place.Take(new ClaimShare(4, 1));
        place.Order(Tasks(32), mayBeMore: true, new ClaimLook(32));

        place.DoWithoutIndex();

        place.Look(16).Should().Be(new ClaimLook(64));
        place.Order(Tasks(64), mayBeMore: true, new ClaimLook(64));
        place.Look(16).Should().Be(new ClaimLook(64));

        time.Advance(TimeSpan.FromMinutes(1));
        place.Look(16).Should().Be(new ClaimLook(32));
        place.Order(Tasks(32), mayBeMore: true, new ClaimLook(32));
        LookAtLanes(new ClaimShare(4, 1), looks: 1, mayBeMore: true);
    }

    [Fact, Trait("Promise", "T44")]
    public void WhereAllIsTheOthers_ItIsLeftToThem_ForAMoment_ThenTakenFromTheEnd_AFewAtFirst()
    {
        var foreign = Foreign(Tasks(32));
        place.Take(new ClaimShare(4, 1));

        place.Order(foreign, mayBeMore: false, All).Should().BeEmpty("their owners are about to take them");
        time.Advance(TimeSpan.FromMilliseconds(99));
        place.Order(foreign, mayBeMore: false, All).Should().BeEmpty();

        time.Advance(TimeSpan.FromMilliseconds(1));
        place.Order(foreign, mayBeMore: false, All).Should().Equal(foreign.AsEnumerable().Reverse());
        (place.Grip(10), place.Grip(10)).Should().Be((2, 10));
    }

    [Fact, Trait("Promise", "T23")]
    public void WhoKeepsTheOrder_HasTheNextOnesAtHand_WhereItLost_WhateverItsShare()
    {
        place.Window(16, inOrder: true).Should().Be(16);
        place.Learn(won: 0, lost: 16);
        place.Take(new ClaimShare(8, 1));
        place.Window(16, inOrder: true).Should().Be(16, "what was learnt without shares is of no use any more");

        place.Take(ClaimShare.Whole);
        place.Learn(won: 0, lost: 16);
        place.Window(16, inOrder: true).Should().Be(64);
    }

    [Fact, Trait("Promise", "T23")]
    public void WhatItsOwnerDoesNotTake_ThoughItIsTheFirst_IsAnybodys_AfterAWhile_InItsOrder()
    {
        var (found, share) = (Tasks(40), new ClaimShare(4, 1));
        place.Take(share);
        place.Order(found, mayBeMore: true, All);

        time.Advance(TimeSpan.FromSeconds(6));

        place.Order(found, mayBeMore: true, All).Should().Equal([.. found.Take(32), .. found.Skip(32).Where(candidate => share.Has(candidate.Task.Id))]);
        place.Grip(10).Should().Be(10);
    }

    private void LookAtLanes(ClaimShare share, int looks, bool mayBeMore, string because = "")
    {
        for (var i = 0; i < looks; i++)
        {
            var look = place.Look(300);
            look.Should().Be(new ClaimLook(300, Share: share), because);
            place.Order(mayBeMore ? Tasks(3) : [], mayBeMore, look);
        }
    }

    private static List<TaskCandidate> Foreign(List<TaskCandidate> tasks) => tasks.FindAll(candidate => !new ClaimShare(4, 1).Has(candidate.Task.Id));

    private static List<TaskCandidate> Tasks(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => $"task-{number:0000}").Select(id => new TaskCandidate(
            new Document { Fields = { [TaskFields.Lane] = Values.Of(TaskLanes.Of(id)) } }, new AgentTask { Id = id, Type = "t", CreatedBy = "c", Payload = StateMap.Empty }, "a")),
    ];
}

using Google.Cloud.Firestore.V1;
using static AgentState.TestKit.WatchMessages;

namespace AgentState.Tests;

/// <summary>What a stream's messages mean, those among them that only production sends.</summary>
public sealed class WatchStateTests
{
    [Fact, Trait("Promise", "W1")]
    public void NothingIsTold_BeforeTheFirstConsistentPoint() =>
        Told(Add, Change("a", 1), NoChangeOfTarget(1), Consistent(1)).Should().BeEmpty("the target is not current yet");

    [Fact, Trait("Promise", "W1")]
    public void TheStart_IsTold_EvenWhereNothingIsThere()
    {
        Told(Add, Current, Consistent(5)).Should().Equal(" | @5");
        Told(Add, Change("a", 1), Change("b", 2), Current, Consistent(5)).Should().Equal("+a1 +b2 | a1 b2 @5");
        Told(Add, Change("a", 1), CurrentOfAll, Consistent(5)).Should().Equal("+a1 | a1 @5");
    }

    [Fact, Trait("Promise", "W1")]
    public void Increments_AreTold_AtTheirConsistentPoints() =>
        Told(
            Change("a", 1), Change("b", 1), Current, Consistent(2),
            Change("a", 3), Change("c", 3), NoChangeOfTarget(3), Consistent(3),
            Delete("a"), ChangeOut("b", 4), Consistent(4),
            Remove("c"), Consistent(5))
        .Should().Equal("+a1 +b1 | a1 b1 @2", "a1>3 +c3 | a3 b1 c3 @3", "-a -b | c3 @4", "-c |  @5");

    [Fact, Trait("Promise", "W1")]
    public void SignsOfLife_AreNotTold() =>
        Told(Change("a", 1), Current, Consistent(2), Consistent(3), NoChangeOfTarget(4), Consistent(5)).Should().ContainSingle();

    [Fact, Trait("Promise", "W1")]
    public void AReset_AndEverythingAgain_TellsTheDifferenceAlone() =>
        Told(
            Change("a", 1), Change("b", 1), Current, Consistent(2),
            Reset, Change("a", 1), Change("b", 1), Current, Consistent(3),
            Reset, Change("a", 1), Consistent(4), Change("c", 5), Current, Consistent(5))
        .Should().Equal("+a1 +b1 | a1 b1 @2", "-b +c5 | a1 c5 @5");

    [Fact, Trait("Promise", "W1")]
    public void WhatCameAndWentBetweenTwoPoints_IsNotTold() =>
        Told(Current, Consistent(1), Change("a", 2), Delete("a"), Consistent(2)).Should().Equal(" | @1");

    [Fact, Trait("Promise", "W1")]
    public void MessagesOfOtherTargets_MeanNothing() =>
        Told(
            Change("a", 1), Current, Consistent(1),
            ResetOfOther, Change("b", 2, OtherTarget), Delete("a", OtherTarget), Remove("a", OtherTarget), Filter(99, OtherTarget), Consistent(2))
        .Should().Equal("+a1 | a1 @1");

    [Theory, Trait("Promise", "W1")]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(2, true)]
    public void AnExistenceFilter_TellsWhetherWeHoldWhatTheServiceHolds(int count, bool isOutOfStep)
    {
        var state = new WatchState(TargetId);
        state.Take(Change("a", 1));

        state.Take(Filter(count)).IsOutOfStep.Should().Be(isOutOfStep);
    }

    [Fact, Trait("Promise", "W1")]
    public void TheEndOfTheTarget_IsHandedOut_WithItsReason()
    {
        new WatchState(TargetId).Take(Removed(7, "denied")).Removed!.Code.Should().Be(7);
        new WatchState(TargetId).Take(Removed(0)).Removed!.Code.Should().Be(0);
    }

    [Fact]
    public void AMessageOfAKindNotKnown_IsPassedOver() =>
        new WatchState(TargetId).Take(new ListenResponse()).Should().Be(default(WatchStep));

    private static List<string> Told(params ListenResponse[] messages)
    {
        var state = new WatchState(TargetId);
        return [.. messages.Select(state.Take).Select(step => step.Snapshot).OfType<ListenSnapshot>().Select(SnapshotText.Of)];
    }
}

using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>The tests of each mechanism fail when the mechanism is taken away: so they prove that it is the mechanism that keeps the promise.</summary>
public abstract class SabotageContract : Contract
{
    public static TheoryData<string> Ends => [.. HeldCalls.Ends];

    public static TheoryData<string> AllCalls => [.. HeldCalls.All];

    [Fact, Trait("Promise", "T1")]
    public Task WithoutPreconditions_ATaskIsClaimedTwice() =>
        SafetyTurnsRedAsync(Sabotage.NoPrecondition, safety => safety.ClaimAsync_WhenItLosesEveryRace_GoesOnToTheNext());

    [Fact, Trait("Promise", "T1")]
    public Task WithoutPreconditions_ManyClaimersTakeOneTask() =>
        SafetyTurnsRedAsync(Sabotage.NoPrecondition, safety => safety.ClaimAsync_ByManyAtOnce_HandsOutEachTaskOnce(32, 8));

    [Theory, Trait("Promise", "T2")]
    [MemberData(nameof(AllCalls))]
    public Task WithoutPreconditions_AStaleClaimOverwritesItsSuccessor(string call) =>
        SafetyTurnsRedAsync(Sabotage.NoPrecondition, safety => safety.AStaleClaim_AfterAnotherClaim_ThrowsLeaseLost_AndChangesNothing(call, foreigner: false));

    [Theory, Trait("Promise", "T2")]
    [MemberData(nameof(AllCalls))]
    public Task WithOneTokenForAll_AStaleClaimWritesIntoItsSuccessorsAttempt(string call) =>
        SafetyTurnsRedAsync(Sabotage.OneClaimToken, safety => safety.AStaleClaim_OfTheSameAgent_IsFencedAsWell(call));

    [Theory, Trait("Promise", "T6")]
    [MemberData(nameof(Ends))]
    public Task WithoutLastEnded_ARepeatIsTakenForALostLease(string call) =>
        SafetyTurnsRedAsync(Sabotage.NoLastEnded, safety => safety.ARepeatedEnd_AfterItsReplyWasLost_IsRecognised(call));

    [Theory, Trait("Promise", "T6")]
    [MemberData(nameof(Ends))]
    public Task WithoutLastEnded_ALostReplyIsTakenForALostLease(string call) =>
        SafetyTurnsRedAsync(Sabotage.NoLastEnded, safety => safety.ALostReply_InsideOneCall_IsReadBack(call));

    [Fact, Trait("Promise", "T7")]
    public Task WithoutAClientMadeId_ALostReplyDoublesTheTask() =>
        SafetyTurnsRedAsync(Sabotage.ServerMadeId, safety => safety.AnEnqueue_WhoseReplyWasLost_AddsOneTask());

    [Fact, Trait("Promise", "T3")]
    public Task WithoutPreconditions_TheSweepUndoesACompletion() =>
        TurnsRedAsync(new SabotagedSweep(this, Sabotage.NoPrecondition), sweep => sweep.ACompletion_BeforeTheSweepWrites_Wins());

    [Fact, Trait("Promise", "T4")]
    public Task WithoutPreconditions_TheSweepEndsANewerAttempt() =>
        TurnsRedAsync(new SabotagedSweep(this, Sabotage.NoPrecondition), sweep => sweep.ASweepThatReadAnOldSnapshot_CannotEndANewerAttempt());

    [Theory, Trait("Promise", "T4")]
    [InlineData(StatsCounting.Gathered)]
    [InlineData(StatsCounting.WithTask)]
    public Task WithoutPreconditions_TheSweepTakesARenewedLease(StatsCounting counting) =>
        TurnsRedAsync(new SabotagedSweep(this, Sabotage.NoPrecondition), sweep => sweep.ARenewal_BeforeTheSweepWrites_KeepsTheTask(counting));

    [Fact, Trait("Promise", "T13")]
    public Task WithoutMarks_TheSweepDoesNotKnowWhatItHasDone() =>
        TurnsRedAsync(new SabotagedSweep(this, Sabotage.NoMarks), sweep => sweep.ARunOutLease_IsAnErrorOfTheAgentThatHeldIt_WhateverRepliesAreLost(StatsCounting.Gathered, 1));

    [Fact, Trait("Promise", "T33")]
    public Task WithoutMarks_AReplyAnswersTheNextQuestionToo() =>
        TurnsRedAsync(new SabotagedInput(this, Sabotage.NoMarks), input => input.AReplyWhoseAnswerWasLost_IsNotTakenForTheNextQuestion());

    [Fact, Trait("Promise", "T33")]
    public Task WithoutPreconditions_ASecondReplyIsTaken() =>
        TurnsRedAsync(new SabotagedInput(this, Sabotage.NoPrecondition), input => input.TwoReplies_AtTheSameMoment_OneIsTaken());

    [Fact, Trait("Promise", "T5")]
    public Task WithoutMarks_ARequeueIsMadeTwice() =>
        TurnsRedAsync(new SabotagedControl(this, Sabotage.NoMarks), control => control.ARequeueWhoseAnswerWasLost_IsMadeOnce());

    [Fact, Trait("Promise", "T32")]
    public Task WithoutMarks_ACancelStopsTheTaskThatIsRequeued() =>
        TurnsRedAsync(new SabotagedControl(this, Sabotage.NoMarks), control => control.ACancelWhoseAnswerWasLost_DoesNotStopTheTaskThatIsRequeuedThen());

    [Fact, Trait("Promise", "T36")]
    public Task WithoutMarks_UsageIsAddedTwice() =>
        TurnsRedAsync(new SabotagedStep(this, Sabotage.NoMarks), step => step.AnAdditionWhoseReplyWasLost_IsNotMadeAgain_ThoughTheSameWasAddedBehindIt());

    private Task SafetyTurnsRedAsync(Sabotage sabotage, Func<TaskSafetyContract, Task> test) => TurnsRedAsync(new SabotagedSafety(this, sabotage), test);

    // Red is a failed assertion, or an error that the library throws instead of succeeding; any other exception is a broken test.
    private static async Task TurnsRedAsync<T>(T sabotaged, Func<T, Task> test)
    {
        var error = await Record.ExceptionAsync(() => test(sabotaged));

        error.Should().NotBeNull("the test needs what is taken away")
            .And.Match(red => red is FluentAssertions.Execution.AssertionFailedException || red is AgentStateException);
    }

    private static async ValueTask<IDocumentStore> SpoilAsync(Contract real, Sabotage sabotage) =>
        new SabotagedDocumentStore(await real.CreateEngineAsync(), sabotage);

    // Not public, so that they are no test classes of their own.
    private sealed class SabotagedSafety(Contract real, Sabotage sabotage) : TaskSafetyContract
    {
        internal override ValueTask<IDocumentStore> CreateEngineAsync() => SpoilAsync(real, sabotage);
    }

    private sealed class SabotagedSweep(Contract real, Sabotage sabotage) : TaskSweepContract
    {
        internal override ValueTask<IDocumentStore> CreateEngineAsync() => SpoilAsync(real, sabotage);
    }

    private sealed class SabotagedControl(Contract real, Sabotage sabotage) : TaskControlContract
    {
        internal override ValueTask<IDocumentStore> CreateEngineAsync() => SpoilAsync(real, sabotage);
    }

    private sealed class SabotagedInput(Contract real, Sabotage sabotage) : TaskInputContract
    {
        internal override ValueTask<IDocumentStore> CreateEngineAsync() => SpoilAsync(real, sabotage);
    }

    private sealed class SabotagedStep(Contract real, Sabotage sabotage) : TaskStepContract
    {
        internal override ValueTask<IDocumentStore> CreateEngineAsync() => SpoilAsync(real, sabotage);
    }
}

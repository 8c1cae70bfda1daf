using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>The tests of each guarantee fail when the mechanism behind it is removed.</summary>
public abstract class SabotageContract : Contract
{
    public static TheoryData<string> Ends => [.. HeldCalls.Ends];

    public static TheoryData<string> AllCalls => [.. HeldCalls.All];

    [Fact, Trait("Guarantee", "T1")]
    public Task WithoutPreconditions_LostRaces_ClaimATaskTwice() =>
        SafetyTurnsRedAsync(Sabotage.NoPrecondition, safety => safety.ClaimAsync_AfterEveryLostRace_ClaimsTheNextTask());

    [Fact, Trait("Guarantee", "T1")]
    public Task WithoutPreconditions_ConcurrentClaims_ClaimATaskTwice() =>
        SafetyTurnsRedAsync(Sabotage.NoPrecondition, safety => safety.ClaimAsync_ByConcurrentClaimers_ClaimsEachTaskOnce(32, 8));

    [Theory, Trait("Guarantee", "T2")]
    [MemberData(nameof(AllCalls))]
    public Task WithoutPreconditions_StaleClaim_OverwritesItsSuccessor(string call) =>
        SafetyTurnsRedAsync(
            Sabotage.NoPrecondition,
            safety => safety.StaleClaim_AfterAnotherClaim_ThrowsLeaseLostAndChangesNothing(call, foreigner: false));

    [Theory, Trait("Guarantee", "T2")]
    [MemberData(nameof(AllCalls))]
    public Task WithOneClaimToken_StaleClaim_WritesToTheNextAttempt(string call) =>
        SafetyTurnsRedAsync(Sabotage.OneClaimToken, safety => safety.StaleClaim_AfterANewClaimOfItsAgent_ThrowsLeaseLost(call));

    [Theory, Trait("Guarantee", "T6")]
    [MemberData(nameof(Ends))]
    public Task WithoutLastEnded_RepeatedCompletion_ThrowsLeaseLost(string call) =>
        SafetyTurnsRedAsync(Sabotage.NoLastEnded, safety => safety.RepeatedCompletion_AfterALostReply_IsRecognised(call));

    [Theory, Trait("Guarantee", "T6")]
    [MemberData(nameof(Ends))]
    public Task WithoutLastEnded_LostReply_ThrowsLeaseLost(string call) =>
        SafetyTurnsRedAsync(Sabotage.NoLastEnded, safety => safety.Completion_WithALostReplyInOneCall_IsReadBack(call));

    [Fact, Trait("Guarantee", "T7")]
    public Task WithServerMadeIds_LostReply_AddsTheTaskTwice() =>
        SafetyTurnsRedAsync(Sabotage.ServerMadeId, safety => safety.EnqueueAsync_WithALostReply_AddsOneTask());

    [Fact, Trait("Guarantee", "T3")]
    public Task WithoutPreconditions_Sweep_UndoesACompletion() =>
        TurnsRedAsync(new SabotagedSweep(this, Sabotage.NoPrecondition), sweep => sweep.CompleteAsync_BeforeTheSweepWrites_Wins());

    [Fact, Trait("Guarantee", "T4")]
    public Task WithoutPreconditions_Sweep_EndsANewerAttempt() =>
        TurnsRedAsync(
            new SabotagedSweep(this, Sabotage.NoPrecondition), sweep => sweep.SweepAsync_WithAnOldSnapshot_DoesNotEndANewerAttempt());

    [Theory, Trait("Guarantee", "T4")]
    [InlineData(StatsCounting.Batched)]
    [InlineData(StatsCounting.WithTask)]
    public Task WithoutPreconditions_Sweep_TakesARenewedLease(StatsCounting counting) =>
        TurnsRedAsync(
            new SabotagedSweep(this, Sabotage.NoPrecondition), sweep => sweep.RenewAsync_BeforeTheSweepWrites_KeepsTheTask(counting));

    [Fact, Trait("Guarantee", "T13")]
    public Task WithoutWriteIds_Sweep_MissesItsOwnWrites() =>
        TurnsRedAsync(
            new SabotagedSweep(this, Sabotage.NoWriteIds),
            sweep => sweep.SweepAsync_WithALostReply_CountsTheErrorForTheHolderOnce(StatsCounting.Batched, 1));

    [Fact, Trait("Guarantee", "T33")]
    public Task WithoutWriteIds_LostReply_AnswersTheNextQuestion() =>
        TurnsRedAsync(
            new SabotagedInput(this, Sabotage.NoWriteIds), input => input.ReplyAsync_WithALostReply_DoesNotAnswerTheNextQuestion());

    [Fact, Trait("Guarantee", "T33")]
    public Task WithoutPreconditions_SecondReply_IsAccepted() =>
        TurnsRedAsync(
            new SabotagedInput(this, Sabotage.NoPrecondition), input => input.ReplyAsync_ConcurrentWithAnotherReply_ThrowsTaskStatus());

    [Fact, Trait("Guarantee", "T5")]
    public Task WithoutWriteIds_LostReply_RequeuesTwice() =>
        TurnsRedAsync(new SabotagedControl(this, Sabotage.NoWriteIds), control => control.RequeueAsync_WithALostReply_RequeuesOnce());

    [Fact, Trait("Guarantee", "T32")]
    public Task WithoutWriteIds_LostReply_CancelsTheRequeuedTask() =>
        TurnsRedAsync(
            new SabotagedControl(this, Sabotage.NoWriteIds), control => control.CancelAsync_WithALostReply_DoesNotCancelTheRequeuedTask());

    [Fact, Trait("Guarantee", "T36")]
    public Task WithoutWriteIds_LostReply_AddsUsageTwice() =>
        TurnsRedAsync(
            new SabotagedStep(this, Sabotage.NoWriteIds), step => step.AddUsageAsync_WithALostReplyAndAnEqualAddition_AddsEachOnce());

    private Task SafetyTurnsRedAsync(Sabotage sabotage, Func<TaskSafetyContract, Task> test) =>
        TurnsRedAsync(new SabotagedSafety(this, sabotage), test);

    // A failed assertion or an exception of the library is the expected failure; any other exception means that the test is broken.
    private static async Task TurnsRedAsync<T>(T sabotaged, Func<T, Task> test)
    {
        var error = await Record.ExceptionAsync(() => test(sabotaged));

        error.Should().NotBeNull("the test depends on the removed mechanism")
            .And.Match(red => red is FluentAssertions.Execution.AssertionFailedException || red is AgentStateException);
    }

    private static async ValueTask<IDocumentStore> SpoilAsync(Contract real, Sabotage sabotage) =>
        new SabotagedDocumentStore(await real.CreateEngineAsync(), sabotage);

    // Private, so that the test runner does not discover them as test classes.
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

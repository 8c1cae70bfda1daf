using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>The tests of each mechanism fail when the mechanism is taken away: so they prove that it is the mechanism that keeps the promise.</summary>
public abstract class SabotageContract : Contract
{
    [Fact, Trait("Promise", "T1")]
    public Task WithoutPreconditions_ATaskIsClaimedTwice() =>
        TurnsRedAsync(Sabotage.NoPrecondition, safety => safety.ClaimAsync_WhenItLosesEveryRace_GoesOnToTheNext());

    [Fact, Trait("Promise", "T1")]
    public Task WithoutPreconditions_ManyClaimersTakeOneTask() =>
        TurnsRedAsync(Sabotage.NoPrecondition, safety => safety.ClaimAsync_ByManyAtOnce_HandsOutEachTaskOnce(32, 8));

    [Theory, Trait("Promise", "T2")]
    [InlineData("complete")]
    [InlineData("fail")]
    public Task WithoutPreconditions_AStaleClaimOverwritesItsSuccessor(string call) =>
        TurnsRedAsync(Sabotage.NoPrecondition, safety => safety.AStaleClaim_AfterAnotherClaim_ThrowsLeaseLost_AndChangesNothing(call, foreigner: false));

    [Theory, Trait("Promise", "T2")]
    [InlineData("complete")]
    [InlineData("fail")]
    public Task WithOneTokenForAll_AStaleClaimEndsItsSuccessorsAttempt(string call) =>
        TurnsRedAsync(Sabotage.OneClaimToken, safety => safety.AStaleClaim_OfTheSameAgent_IsFencedAsWell(call));

    [Theory, Trait("Promise", "T6")]
    [InlineData("complete")]
    [InlineData("fail")]
    public Task WithoutLastEnded_ARepeatIsTakenForALostLease(string call) =>
        TurnsRedAsync(Sabotage.NoLastEnded, safety => safety.ARepeatedEnd_AfterItsReplyWasLost_IsRecognised(call));

    [Theory, Trait("Promise", "T6")]
    [InlineData("complete")]
    [InlineData("fail")]
    public Task WithoutLastEnded_ALostReplyIsTakenForALostLease(string call) =>
        TurnsRedAsync(Sabotage.NoLastEnded, safety => safety.ALostReply_InsideOneCall_IsReadBack(call));

    [Fact, Trait("Promise", "T7")]
    public Task WithoutAClientMadeId_ALostReplyDoublesTheTask() =>
        TurnsRedAsync(Sabotage.ServerMadeId, safety => safety.AnEnqueue_WhoseReplyWasLost_AddsOneTask());

    private async Task TurnsRedAsync(Sabotage sabotage, Func<TaskSafetyContract, Task> test)
    {
        var sabotaged = new Sabotaged(this, sabotage);

        var run = () => test(sabotaged);

        // Assertions of the tests, and errors that the library throws instead of succeeding.
        await run.Should().ThrowAsync<Exception>($"the test needs what {sabotage} takes away");
    }

    // Not public, so that it is no test class of its own.
    private sealed class Sabotaged(Contract real, Sabotage sabotage) : TaskSafetyContract
    {
        internal override async ValueTask<IDocumentStore> CreateEngineAsync() =>
            new SabotagedDocumentStore(await real.CreateEngineAsync(), sabotage);
    }
}

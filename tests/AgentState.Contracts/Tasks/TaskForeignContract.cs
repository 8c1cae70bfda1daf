using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Programs that know only the plan work on the same tasks: what they leave behind is told from what is ours.</summary>
public abstract class TaskForeignContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Promise", "T3"), Trait("Promise", "T19")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AForeignClaim_IsNeverSwept_ByALeaseThatWasLeftOver(bool putBackFirst)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.Queue.ClaimAsync("github", "a", Token);
        if (putBackFirst)
        {
            await test.PutBackAsForeignerAsync(id, Token);
        }

        await test.ClaimAsForeignerAsync(id, "foreigner", Token);
        await test.RunOutAsync(id, Token);
        var before = await test.StoredAsync(id, Token);

        (await test.Queue.SweepAsync(Token)).Should().Be(new TaskSweep());

        (await test.StoredAsync(id, Token)).Should().Be(before);
    }

    [Fact, Trait("Promise", "T3")]
    public async Task ATaskPutBackByAForeigner_IsClaimedWithANewLease()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.Queue.ClaimAsync("github", "a", Token);
        await test.RunOutAsync(id, Token);
        await test.PutBackAsForeignerAsync(id, Token);

        (await test.Queue.SweepAsync(Token)).Should().Be(new TaskSweep());
        var claimed = await test.Queue.ClaimAsync("github", "b", Token);
        (await test.Queue.SweepAsync(Token)).Should().Be(new TaskSweep(), "the lease is the new one's");

        await test.Queue.CompleteAsync(claimed!.Claim, cancellationToken: Token);
    }

    [Fact, Trait("Promise", "T19")]
    public async Task TheSweep_GetsPastAFullPageOfTasksThatItMayNotTouch()
    {
        const int Untouchable = 105;
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.Queue.ClaimAsync("github", "a", Token);
        await test.PatchRawAsync(id, new Dictionary<string, Value?> { ["leaseExpiresAt"] = Values.Of(QueueUnderTest.LongAgo.AddDays(1)) }, Token);
        var writes = Enumerable.Range(0, Untouchable).Select(i => Writes.Create(
            test.NameOf($"foreign{i}"),
            new Dictionary<string, Value>
            {
                ["type"] = Values.Of("github"),
                ["status"] = Values.Of("processing"),
                ["assignedTo"] = Values.Of("foreigner"),
                ["claimToken"] = Values.Of(ClaimTokens.New("a")),
                ["leaseExpiresAt"] = Values.Of(QueueUnderTest.LongAgo),
            })).ToList();
        (await test.Engine.CommitDirectlyAsync(writes, Token)).Kind.Should().Be(OutcomeKind.Applied);

        (await test.Queue.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });

        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Scheduled);
        (await test.AllStoredAsync(Token)).Count(document => document.Fields["status"].StringValue == "processing").Should().Be(Untouchable);
    }

    [Fact, Trait("Promise", "T19")]
    public async Task AForeignClaim_IsTakenBack_OnlyWhereAnOptionSaysAfterHowLong()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var patient = QueueUnderTest.Over(engine, new TaskOptions { SweepForeignAfter = TimeSpan.FromHours(1) });
        var eager = QueueUnderTest.Over(engine, new TaskOptions { SweepForeignAfter = TimeSpan.Zero });
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask("ours"), Token);
        var ours = await test.Queue.ClaimAsync("ours", "a", Token);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.ClaimAsForeignerAsync(id, "foreigner", Token);

        (await test.Queue.SweepAsync(Token)).Should().Be(new TaskSweep());
        (await patient.Queue.SweepAsync(Token)).Should().Be(new TaskSweep());
        (await eager.Queue.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });

        (await test.Queue.GetAsync(id, Token))!.Should().Match<AgentTask>(
            task => task.Status == AgentTaskStatus.Scheduled && task.Attempt == 1);
        await test.Queue.CompleteAsync(ours!.Claim, cancellationToken: Token);
    }
}

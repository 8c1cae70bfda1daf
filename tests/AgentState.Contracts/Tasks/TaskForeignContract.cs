using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Other clients, which use only the ten shared fields, work on the same tasks without breaking leases.</summary>
public abstract class TaskForeignContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "T3"), Trait("Guarantee", "T19")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SweepAsync_OfAnotherClientsClaimWithAnOldLease_DoesNothing(bool putBackFirst)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.Queue.ClaimAsync("github", "a", Token);
        if (putBackFirst)
        {
            await test.PutBackAsForeignerAsync(id, Token);
        }

        await test.ClaimAsForeignerAsync(id, "other-client", Token);
        await test.RunOutAsync(id, Token);
        var before = await test.StoredAsync(id, Token);

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());

        (await test.StoredAsync(id, Token)).Should().Be(before);
    }

    [Fact, Trait("Guarantee", "T3")]
    public async Task ClaimAsync_OfATaskPutBackByAnotherClient_StoresANewLease()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.Queue.ClaimAsync("github", "a", Token);
        await test.RunOutAsync(id, Token);
        await test.PutBackAsForeignerAsync(id, Token);

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        var claimed = await test.Queue.ClaimAsync("github", "b", Token);
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep(), "the new claim stored a new lease");

        await test.Queue.CompleteAsync(claimed!.Claim, cancellationToken: Token);
    }

    [Fact, Trait("Guarantee", "T19")]
    public async Task SweepAsync_BehindAFullPageOfOtherClientsTasks_ExpiresItsOwn()
    {
        const int Untouchable = 105;
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.Queue.ClaimAsync("github", "a", Token);
        await test.PatchRawAsync(
            id, new Dictionary<string, Value?> { ["leaseExpiresAt"] = Values.Of(QueueUnderTest.LongAgo.AddDays(1)) }, Token);
        var writes = Enumerable.Range(0, Untouchable).Select(i => Writes.Create(
            test.NameOf($"foreign{i}"),
            new Dictionary<string, Value>
            {
                ["type"] = Values.Of("github"),
                ["status"] = Values.Of("processing"),
                ["assignedTo"] = Values.Of("other-client"),
                ["claimToken"] = Values.Of(ClaimTokens.New("a")),
                ["leaseExpiresAt"] = Values.Of(QueueUnderTest.LongAgo),
            })).ToList();
        (await test.Engine.CommitDirectlyAsync(writes, Token)).Kind.Should().Be(OutcomeKind.Applied);

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });

        (await test.Queue.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Scheduled);
        (await test.AllStoredAsync(Token)).Count(document => document.Fields["status"].StringValue == "processing")
            .Should().Be(Untouchable);
    }

    [Fact, Trait("Guarantee", "T19")]
    public async Task SweepAsync_OfAnotherClientsClaim_FollowsSweepOtherClientsAfter()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine);
        var patient = QueueUnderTest.Over(engine, new TaskOptions { SweepOtherClientsAfter = TimeSpan.FromHours(1) });
        var eager = QueueUnderTest.Over(engine, new TaskOptions { SweepOtherClientsAfter = TimeSpan.Zero });
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask("ours"), Token);
        var ours = await test.Queue.ClaimAsync("ours", "a", Token);
        var id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await test.ClaimAsForeignerAsync(id, "other-client", Token);

        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        (await patient.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        (await eager.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });

        (await test.Queue.GetAsync(id, Token))!.Should().Match<AgentTask>(
            task => task.Status == AgentTaskStatus.Scheduled && task.Attempt == 1);
        await test.Queue.CompleteAsync(ours!.Claim, cancellationToken: Token);
    }
}

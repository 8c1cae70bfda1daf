using AgentState.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

/// <summary>Leases over more than one hundred lease durations of a fake clock.</summary>
public sealed class LeaseClockTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "T9")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClaimAsync_WhileTheHolderRenews_NeverReturnsTheTaskAgain(bool renews)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var engine = new EmbeddedDocumentStore(new DatabaseRoot("demo-agentstate"), time);
        var holder = QueueUnderTest.Over(engine, time: time);
        var others = QueueUnderTest.Over(engine, time: time);
        await holder.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = (await holder.Queue.ClaimAsync("github", "a", Token))!;
        var lease = new TaskOptions().LeaseDuration;
        var stolen = 0;

        for (var passed = TimeSpan.Zero; passed < 110 * lease; passed += lease / 4)
        {
            time.Advance(lease / 4);
            if (renews)
            {
                await claimed.RenewAsync(Token);
            }

            await others.Administration.SweepAsync(Token);
            stolen += await others.Queue.ClaimAsync("github", "b", Token) is null ? 0 : 1;
        }

        stolen.Should().Be(renews ? 0 : 2, "without renewals, the leases of all three attempts expire");
        var complete = () => claimed.CompleteAsync(cancellationToken: Token).WaitAsync(Eventually.Patience, Token);
        if (renews)
        {
            await complete.Should().NotThrowAsync();
        }
        else
        {
            await complete.Should().ThrowAsync<LeaseLostException>();
        }
    }

    [Fact, Trait("Guarantee", "T8")]
    public async Task SweepAsync_AtTheLeaseEnd_IsExactToTheMicrosecond()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var engine = new EmbeddedDocumentStore(new DatabaseRoot("demo-agentstate"), time);
        var test = QueueUnderTest.Over(engine, time: time);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        time.Advance(claimed!.Task.LeaseExpiresAt!.Value - time.GetUtcNow() - TimeSpan.FromMicroseconds(1));
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep());
        time.Advance(TimeSpan.FromMicroseconds(1));
        (await test.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });
    }
}

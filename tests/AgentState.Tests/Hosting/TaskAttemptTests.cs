namespace AgentState.Tests.Hosting;

/// <summary>An attempt keeps the newest version of its claim.</summary>
public sealed class TaskAttemptTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // A renewal and a progress write run concurrently, so their replies may arrive in either order.
    [Theory, Trait("Guarantee", "T9")]
    [InlineData(true)]
    [InlineData(false)]
    public void Claim_AfterRepliesOutOfOrder_IsTheNewest(bool isRenewal)
    {
        var (older, newer) = (ClaimAt(1), ClaimAt(2));
        var task = new AgentTask { Id = "t", Type = "github", CreatedBy = "a" };
        using var attempt = new TaskAttempt(
            new WonClaim(task, ClaimAt(0)), worker: null!, sentAt: 0, TimeSpan.FromMinutes(1), TimeProvider.System);

        attempt.Adopt(newer);
        if (isRenewal)
        {
            attempt.Renew(new RenewedLease(older, Now, CancelRequestedAt: null), sentAt: 0);
        }
        else
        {
            attempt.Adopt(older);
        }

        attempt.Claim.Should().Be(newer);
    }

    private static TaskClaim ClaimAt(int second) => new()
    {
        TaskId = "t",
        AgentId = "a",
        Token = "token",
        Version = StateVersion.Parse(
            Now.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)),
    };
}

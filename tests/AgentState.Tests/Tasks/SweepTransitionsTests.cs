using static AgentState.AgentTaskStatus;

namespace AgentState.Tests;

/// <summary>The changes that a sweep makes to a task when time passes.</summary>
public sealed class SweepTransitionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);
    private static readonly SweepRules Rules = new(Noon, "mark", OtherClientsAfter: null, ExpiresAt: Noon.AddDays(7))
    {
        RetryDelay = TimeSpan.FromSeconds(10),
        MaxRetryDelay = TimeSpan.FromSeconds(15),
    };

    private static readonly AgentTask Task = new() { Id = "t1", Type = "github", Status = Pending, CreatedAt = Noon.AddDays(-1) };

    private static readonly AgentTask Held = TaskTransitions.Claim(
        Task, new TaskClaim { TaskId = "t1", AgentId = "a", Token = ClaimTokens.New("a") }, leaseExpiresAt: Noon);

    [Fact, Trait("Guarantee", "T24")]
    public void Sweep_ScheduledTask_BecomesPendingWhenDue()
    {
        var scheduled = Task with { Status = Scheduled, RunAt = Noon + Tick };

        Sweep(scheduled).Should().BeSameAs(scheduled);
        Sweep(scheduled, Rules with { Now = Noon + Tick }).Should().Be(Task with { WriteIds = new ValueList<string>("mark") });
    }

    [Fact, Trait("Guarantee", "T33")]
    public void Sweep_WaitingTask_FailsAtItsDeadline()
    {
        var waiting = Task with { Status = Waiting, RunAt = Noon };

        Sweep(waiting with { RunAt = Noon + Tick }).Status.Should().Be(Waiting);
        Sweep(waiting).Should().Be(Task with
        {
            Status = Failed,
            Error = "input_timeout",
            ExpiresAt = Rules.ExpiresAt,
            WriteIds = new ValueList<string>("mark"),
        });
    }

    [Fact, Trait("Guarantee", "T33")]
    public void Sweep_WaitingTaskWithoutADeadline_KeepsWaiting()
    {
        var waiting = Task with { Status = Waiting };

        Sweep(waiting).Should().BeSameAs(waiting);
    }

    [Fact, Trait("Guarantee", "T14")]
    public void Sweep_ExpiredLease_ReschedulesTheTaskWithTheReason()
    {
        Sweep(Held with { LeaseExpiresAt = Noon + Tick }).Status.Should().Be(Processing);
        Sweep(Held).Should().Be(Held with
        {
            Status = Scheduled,
            ClaimToken = null,
            LeaseExpiresAt = null,
            RunAt = Noon.AddSeconds(5),
            Errors = new ValueList<TaskError>(new TaskError { Attempt = 1, AgentId = "a", Message = "lease_expired", At = Noon }),
            WriteIds = new ValueList<string>("mark"),
        });
    }

    [Theory, Trait("Guarantee", "T16")]
    [InlineData(2, Scheduled, null)]
    [InlineData(3, Failed, "lease_expired")]
    [InlineData(4, Failed, "lease_expired")]
    public void Sweep_ExpiredLease_CountsAsAnAttempt(int attempt, AgentTaskStatus status, string? error)
    {
        var swept = Sweep(Held with { Attempt = attempt });

        (swept.Status, swept.Error, swept.Attempt).Should().Be((status, error, attempt));
        swept.ExpiresAt.Should().Be(status is Failed ? Rules.ExpiresAt : null);
        swept.RunAt.HasValue.Should().Be(status is Scheduled);
    }

    [Theory, Trait("Guarantee", "T14"), Trait("Guarantee", "T17")]
    [InlineData(1, 0.0, 5)]
    [InlineData(1, 0.5, 7.5)]
    [InlineData(2, 0.0, 7.5)]
    [InlineData(2, 1.0, 15)]
    public void Sweep_ExpiredLease_BacksOffAsAfterAFailure(int attempt, double jitter, double seconds) =>
        SweepTransitions.Sweep(Held with { Attempt = attempt }, Rules, jitter).RunAt.Should().Be(Noon.AddSeconds(seconds));

    [Theory, Trait("Guarantee", "T32")]
    [InlineData(1)]
    [InlineData(3)]
    public void Sweep_ExpiredLeaseAfterACancelRequest_CancelsTheTask(int attempt) =>
        Sweep(Held with { Attempt = attempt, CancelRequestedAt = Noon }).Status.Should().Be(Cancelled);

    [Theory, Trait("Guarantee", "T32")]
    [InlineData(Scheduled)]
    [InlineData(Waiting)]
    public void Sweep_CancelRequestInAStatusOfAnotherClient_CancelsTheTask(AgentTaskStatus status) =>
        Sweep(Task with { Status = status, RunAt = Noon, CancelRequestedAt = Noon }).Status.Should().Be(Cancelled);

    [Theory, Trait("Guarantee", "T5")]
    [InlineData(Done)]
    [InlineData(Failed)]
    [InlineData(Cancelled)]
    [InlineData(Pending)]
    [InlineData(Unknown)]
    public void Sweep_TaskInAnotherStatus_IsUnchanged(AgentTaskStatus status)
    {
        var task = Held with { Status = status, RunAt = Noon };

        Sweep(task, Rules with { OtherClientsAfter = TimeSpan.FromMinutes(1) }).Should().BeSameAs(task);
    }

    [Fact, Trait("Guarantee", "T3"), Trait("Guarantee", "T19")]
    public void Sweep_LeaseThatDoesNotMatchItsHolder_IsUnchanged()
    {
        AgentTask[] foreign =
        [
            Held with { AssignedTo = "another-client" },
            Held with { AssignedTo = null },
            Held with { ClaimToken = null },
            Held with { ClaimToken = "token-of-another-client" },
            Held with { LeaseExpiresAt = null },
        ];

        foreign.Should().AllSatisfy(task => Sweep(task).Should().BeSameAs(task));
    }

    [Fact, Trait("Guarantee", "T19")]
    public void Sweep_ClaimWithoutALease_IsTakenBackAfterOtherClientsAfter()
    {
        var hour = Rules with { OtherClientsAfter = TimeSpan.FromHours(1) };
        var foreign = Task with { Status = Processing, AssignedTo = "another-client", Version = VersionOf(Noon.AddHours(-1)) };

        Sweep(foreign).Should().BeSameAs(foreign);
        Sweep(foreign with { Version = VersionOf(Noon.AddHours(-1) + Tick) }, hour).Status.Should().Be(Processing);
        Sweep(Held with { LeaseExpiresAt = Noon + Tick, Version = foreign.Version }, hour).Status.Should()
            .Be(Processing, "a valid lease takes precedence");
        Sweep(foreign, hour).Should().Match<AgentTask>(
            task => task.Status == Scheduled && task.Attempt == 1, "the attempt was not counted before");
        Sweep(foreign with { Attempt = 2 }, hour).Should().Match<AgentTask>(task => task.Status == Failed && task.Attempt == 3);
    }

    private static StateVersion VersionOf(DateTimeOffset time) =>
        StateVersion.Of(Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(time));

    private static AgentTask Sweep(AgentTask task, SweepRules? rules = null) => SweepTransitions.Sweep(task, rules ?? Rules, jitter: 0);
}

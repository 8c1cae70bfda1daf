using static AgentState.AgentTaskStatus;

namespace AgentState.Tests;

/// <summary>What time alone does to a task.</summary>
public sealed class SweepTransitionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);
    private static readonly SweepRules Rules = new(Noon, "mark", ForeignAfter: null, ExpireAt: Noon.AddDays(7))
    {
        RetryDelay = TimeSpan.FromSeconds(10),
        MaxRetryDelay = TimeSpan.FromSeconds(15),
    };

    private static readonly AgentTask Task = new() { Id = "t1", Type = "github", Status = Pending, CreatedAt = Noon.AddDays(-1) };

    private static readonly AgentTask Held = TaskTransitions.Claim(
        Task, new TaskClaim { TaskId = "t1", AgentId = "a", Token = ClaimTokens.New("a") }, leaseExpiresAt: Noon);

    [Fact, Trait("Promise", "T24")]
    public void AScheduledTask_BecomesPending_NotBeforeItsTime()
    {
        var scheduled = Task with { Status = Scheduled, RunAt = Noon + Tick };

        Sweep(scheduled).Should().BeSameAs(scheduled);
        Sweep(scheduled, Rules with { Now = Noon + Tick }).Should().Be(Task with { Marks = new ValueList<string>("mark") });
    }

    [Fact, Trait("Promise", "T33")]
    public void AWaitingTask_FailsAtItsDeadline()
    {
        var waiting = Task with { Status = Waiting, RunAt = Noon };

        Sweep(waiting with { RunAt = Noon + Tick }).Status.Should().Be(Waiting);
        Sweep(waiting).Should().Be(Task with { Status = Failed, Error = "input_timeout", ExpireAt = Rules.ExpireAt, Marks = new ValueList<string>("mark") });
    }

    [Fact, Trait("Promise", "T33")]
    public void AWaitingTask_WithoutADeadline_Waits()
    {
        var waiting = Task with { Status = Waiting };

        Sweep(waiting).Should().BeSameAs(waiting);
    }

    [Fact, Trait("Promise", "T14")]
    public void ALeaseThatRanOut_GivesTheTaskBack_AndTellsWhy()
    {
        Sweep(Held with { LeaseExpiresAt = Noon + Tick }).Status.Should().Be(Processing);
        Sweep(Held).Should().Be(Held with
        {
            Status = Scheduled,
            ClaimToken = null,
            LeaseExpiresAt = null,
            RunAt = Noon.AddSeconds(5),
            Errors = new ValueList<TaskError>(new TaskError(1, "a", "lease_expired", Noon)),
            Marks = new ValueList<string>("mark"),
        });
    }

    [Theory, Trait("Promise", "T16")]
    [InlineData(2, Scheduled, null)]
    [InlineData(3, Failed, "lease_expired")]
    [InlineData(4, Failed, "lease_expired")]
    public void ALeaseThatRanOut_CountsAsAnAttempt(int attempt, AgentTaskStatus status, string? error)
    {
        var swept = Sweep(Held with { Attempt = attempt });

        (swept.Status, swept.Error, swept.Attempt).Should().Be((status, error, attempt));
        swept.ExpireAt.Should().Be(status is Failed ? Rules.ExpireAt : null);
        swept.RunAt.HasValue.Should().Be(status is Scheduled);
    }

    [Theory, Trait("Promise", "T14"), Trait("Promise", "T17")]
    [InlineData(1, 0.0, 5)]
    [InlineData(1, 0.5, 7.5)]
    [InlineData(2, 0.0, 7.5)]
    [InlineData(2, 1.0, 15)]
    public void ALeaseThatRanOut_BacksOffAsAfterAFailure(int attempt, double jitter, double seconds) =>
        SweepTransitions.Sweep(Held with { Attempt = attempt }, Rules, jitter).RunAt.Should().Be(Noon.AddSeconds(seconds));

    [Theory, Trait("Promise", "T32")]
    [InlineData(1)]
    [InlineData(3)]
    public void ALeaseThatRanOut_OfATaskAskedToStop_EndsItCancelled(int attempt) =>
        Sweep(Held with { Attempt = attempt, CancelRequestedAt = Noon }).Status.Should().Be(Cancelled);

    [Theory, Trait("Promise", "T32")]
    [InlineData(Scheduled)]
    [InlineData(Waiting)]
    public void ATaskAskedToStop_ThatAnotherProgramHasPutThere_EndsCancelled(AgentTaskStatus status) =>
        Sweep(Task with { Status = status, RunAt = Noon, CancelRequestedAt = Noon }).Status.Should().Be(Cancelled);

    [Theory, Trait("Promise", "T5")]
    [InlineData(Done)]
    [InlineData(Failed)]
    [InlineData(Cancelled)]
    [InlineData(Pending)]
    [InlineData(Unknown)]
    public void NoOtherTask_IsTouched(AgentTaskStatus status)
    {
        var task = Held with { Status = status, RunAt = Noon };

        Sweep(task, Rules with { ForeignAfter = TimeSpan.FromMinutes(1) }).Should().BeSameAs(task);
    }

    [Fact, Trait("Promise", "T3"), Trait("Promise", "T19")]
    public void ALeftoverLease_UnderAnotherHolder_IsNobodys()
    {
        AgentTask[] foreign =
        [
            Held with { AssignedTo = "foreigner" },
            Held with { AssignedTo = null },
            Held with { ClaimToken = null },
            Held with { ClaimToken = "a foreigner's own" },
            Held with { LeaseExpiresAt = null },
        ];

        foreign.Should().AllSatisfy(task => Sweep(task).Should().BeSameAs(task));
    }

    [Fact, Trait("Promise", "T19")]
    public void AClaimWithoutALease_IsTakenBack_OnlyIfAnOptionSaysSo_AfterThatLongWithoutAWrite()
    {
        var hour = Rules with { ForeignAfter = TimeSpan.FromHours(1) };
        var foreign = Task with { Status = Processing, AssignedTo = "foreigner", Version = VersionOf(Noon.AddHours(-1)) };

        Sweep(foreign).Should().BeSameAs(foreign);
        Sweep(foreign with { Version = VersionOf(Noon.AddHours(-1) + Tick) }, hour).Status.Should().Be(Processing);
        Sweep(Held with { LeaseExpiresAt = Noon + Tick, Version = foreign.Version }, hour).Status.Should().Be(Processing, "a living lease is looked at first");
        Sweep(foreign, hour).Should().Match<AgentTask>(
            task => task.Status == Scheduled && task.Attempt == 1, "nobody has counted the attempt yet");
        Sweep(foreign with { Attempt = 2 }, hour).Should().Match<AgentTask>(task => task.Status == Failed && task.Attempt == 3);
    }

    private static StateVersion VersionOf(DateTimeOffset time) => StateVersion.Of(Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(time));

    private static AgentTask Sweep(AgentTask task, SweepRules? rules = null) => SweepTransitions.Sweep(task, rules ?? Rules, jitter: 0);
}

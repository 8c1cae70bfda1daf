using static AgentState.AgentTaskStatus;

namespace AgentState.Tests;

/// <summary>The rules, each by itself: every edge of the table, and every one that is not in it.</summary>
public sealed class TaskTransitionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Expiry = Noon.AddDays(7);
    private static readonly TaskClaim Mine = new() { TaskId = "t1", AgentId = "a", Token = ClaimTokens.For("a", "mine") };

    private static readonly AgentTask PendingTask = new() { Id = "t1", Type = "github", Status = Pending };
    private static readonly AgentTask Held = TaskTransitions.Claim(PendingTask, Mine, Noon);

    public static TheoryData<string> Ends => ["complete", "fail", "retry", "release", "wait"];

    public static TheoryData<AgentTaskStatus> Statuses => [.. Enum.GetValues<AgentTaskStatus>()];

    [Fact]
    public void Claim_TakesTheTask_AndCountsTheAttempt()
    {
        var claimed = TaskTransitions.Claim(PendingTask with { Attempt = 1 }, Mine, Noon);

        claimed.Should().Be(PendingTask with
        {
            Status = Processing,
            AssignedTo = "a",
            Attempt = 2,
            ClaimToken = Mine.Token,
            LeaseExpiresAt = Noon,
        });
    }

    [Fact, Trait("Promise", "T3")]
    public void Claim_LeavesNothingOfAnEarlierState()
    {
        var claimed = TaskTransitions.Claim(
            PendingTask with { ClaimToken = "old", LeaseExpiresAt = Noon.AddYears(1), AssignedTo = "b", RunAt = Noon, ExpireAt = Noon }, Mine, Noon);

        (claimed.ClaimToken, claimed.LeaseExpiresAt, claimed.AssignedTo, claimed.RunAt, claimed.ExpireAt).Should().Be((Mine.Token, Noon, "a", null, null));
    }

    [Theory, Trait("Promise", "T16")]
    [InlineData(3, 3)]
    [InlineData(7, 3)]
    [InlineData(1, 1)]
    public void Claim_OfATaskThatAnotherProgramHasPutBack_BeginsAnew(int attempt, int maxAttempts) =>
        TaskTransitions.Claim(PendingTask with { Attempt = attempt, MaxAttempts = maxAttempts }, Mine, Noon).Attempt.Should().Be(1);

    [Fact]
    public void Renew_ChangesNothingButTheLease() =>
        TaskTransitions.Renew(Held, Mine, Noon.AddMinutes(1)).Should().Be(Held with { LeaseExpiresAt = Noon.AddMinutes(1) });

    [Fact, Trait("Promise", "T2")]
    public void Renew_WithinOneTickOfTheClock_StillChangesTheTask() =>
        TaskTransitions.Renew(Held, Mine, Held.LeaseExpiresAt!.Value).Should().NotBe(Held);

    [Fact, Trait("Promise", "T34")]
    public void ProgressAndCheckpoint_ReplaceWhatWasThere()
    {
        TaskTransitions.Report(Held with { Progress = null }, Mine, StateMap.Empty).Should().Be(Held with { Progress = StateMap.Empty });
        TaskTransitions.Save(Held with { Checkpoint = null }, Mine, StateMap.Empty).Should().Be(Held with { Checkpoint = StateMap.Empty });
    }

    [Fact, Trait("Promise", "T36")]
    public void Usage_AddsUp_AndLeavesAMark()
    {
        var used = TaskTransitions.Note(Held with { Usage = TaskUsage.Of("tokens", 2) }, Mine, ClaimNotes.Of(TaskUsage.Of("tokens", 3)), "mark");

        used.Should().Be(Held with { Usage = TaskUsage.Of("tokens", 5), Marks = new ValueList<string>("mark") });
    }

    [Fact]
    public void Complete_EndsTheLease_AndTakesAnOldErrorAway()
    {
        var done = TaskTransitions.Complete(Held with { Error = "of an earlier attempt" }, Mine, StateMap.Empty, Expiry);

        done.Should().Be(Held with
        {
            Status = Done,
            Result = StateMap.Empty,
            ClaimToken = null,
            LeaseExpiresAt = null,
            LastEnded = new EndedClaim(Mine.Token, Done),
            ExpireAt = Expiry,
        });
    }

    [Fact, Trait("Promise", "T18")]
    public void Fail_ForGood_IsFinalAtOnce()
    {
        var failed = End("fail", Held);

        failed.Should().Be(Held with
        {
            Status = Failed,
            Error = "broke",
            Errors = new ValueList<TaskError>(new TaskError(1, "a", "broke", Noon)),
            ClaimToken = null,
            LeaseExpiresAt = null,
            LastEnded = new EndedClaim(Mine.Token, Failed),
            ExpireAt = Expiry,
        });
    }

    [Fact, Trait("Promise", "T16")]
    public void Fail_WithAttemptsLeft_SchedulesTheNextOne()
    {
        var scheduled = End("retry", Held);

        scheduled.Should().Be(Held with
        {
            Status = Scheduled,
            RunAt = Noon.AddMinutes(1),
            Errors = new ValueList<TaskError>(new TaskError(1, "a", "broke", Noon)),
            ClaimToken = null,
            LeaseExpiresAt = null,
            LastEnded = new EndedClaim(Mine.Token, Scheduled),
        });
    }

    [Theory, Trait("Promise", "T16")]
    [InlineData(1, Scheduled)]
    [InlineData(2, Scheduled)]
    [InlineData(3, Failed)]
    [InlineData(4, Failed)]
    public void Fail_Retryable_IsFinal_WhenTheAttemptsAreUsedUp(int attempt, AgentTaskStatus outcome) =>
        End("retry", Held with { Attempt = attempt }).Status.Should().Be(outcome);

    [Fact]
    public void Errors_AreTheLastFive_AndShort()
    {
        var task = Held;
        for (var attempt = 1; attempt <= 9; attempt++)
        {
            task = Held with { Attempt = attempt, AssignedTo = new string('a', 1500), Errors = TaskTransitions.WithError(task with { Attempt = attempt, AssignedTo = new string('a', 1500) }, new string('e', 5000), Noon) };
        }

        task.Errors.Select(error => error.Attempt).Should().Equal(5, 6, 7, 8, 9);
        task.Errors.Should().OnlyContain(error => error.Message.Length < 1024 && error.AgentId!.Length < 128);
    }

    [Fact]
    public void Release_GivesTheAttemptBack() =>
        End("release", Held).Should().Be(PendingTask with { LastEnded = new EndedClaim(Mine.Token, Pending) });

    [Fact, Trait("Promise", "T33"), Trait("Promise", "T16")]
    public void Wait_GivesTheLeaseAndTheAttemptBack_AndForgetsAnEarlierReply()
    {
        var waiting = End("wait", Held with { Reply = StateMap.Empty });

        waiting.Should().Be(Held with
        {
            Status = Waiting,
            Attempt = 0,
            RunAt = Noon.AddHours(1),
            ClaimToken = null,
            LeaseExpiresAt = null,
            LastEnded = new EndedClaim(Mine.Token, Waiting),
        });
    }

    [Theory, Trait("Promise", "T32")]
    [InlineData("fail")]
    [InlineData("retry")]
    [InlineData("release")]
    [InlineData("wait")]
    public void ATaskAskedToStop_EndsCancelled(string end)
    {
        var ended = End(end, Held with { CancelRequestedAt = Noon });

        (ended.Status, ended.RunAt, ended.ExpireAt).Should().Be((Cancelled, null, Expiry));
        End(end, ended).Should().BeSameAs(ended);
    }

    [Fact, Trait("Promise", "T32")]
    public void ATaskAskedToStop_ThatIsDoneAllTheSame_IsDone() =>
        End("complete", Held with { CancelRequestedAt = Noon }).Status.Should().Be(Done);

    [Theory, Trait("Promise", "T6")]
    [MemberData(nameof(Ends))]
    public void ARepeatedEnd_ChangesNothing(string end)
    {
        var ended = End(end, Held);

        End(end, ended).Should().BeSameAs(ended);
    }

    [Theory, Trait("Promise", "T6")]
    [MemberData(nameof(Ends))]
    public void AnotherEnd_IsToldWhatWasRecorded(string first)
    {
        var ended = End(first, Held);

        foreach (var second in Ends.Select(row => row.Data).Where(second => second != first && (first, second) != ("fail", "retry")))
        {
            var again = () => End(second, ended);

            again.Should().Throw<TaskEndedException>().Which.Outcome.Should().Be(ended.Status);
        }
    }

    // The attempts may have been used up.
    [Fact, Trait("Promise", "T6")]
    public void ARetryableFailure_ThatHasFailedForGood_IsItsRepeat()
    {
        var failed = End("retry", Held with { Attempt = 3 });

        End("retry", failed).Should().BeSameAs(failed);
    }

    [Theory, Trait("Promise", "T2")]
    [MemberData(nameof(Ends))]
    [InlineData("renew")]
    [InlineData("progress")]
    [InlineData("checkpoint")]
    [InlineData("usage")]
    public void WithoutEachPartOfTheFence_TheLeaseIsLost(string end)
    {
        AgentTask[] lost =
        [
            Held with { ClaimToken = "another" },
            Held with { ClaimToken = null },
            Held with { AssignedTo = "another" },
            .. Enum.GetValues<AgentTaskStatus>().Where(status => status is not Processing).Select(status => Held with { Status = status }),
            Held with { LastEnded = new EndedClaim("another", Done), ClaimToken = "another" },
        ];

        lost.Should().AllSatisfy(task => FluentActions.Invoking(() => End(end, task)).Should().Throw<LeaseLostException>());
    }

    [Theory, Trait("Promise", "T6")]
    [MemberData(nameof(Ends))]
    public void AStepAfterAnEnd_IsToldWhatWasRecorded(string end)
    {
        var ended = End(end, Held);

        foreach (var call in new[] { "renew", "progress", "checkpoint", "usage" })
        {
            var step = () => End(call, ended);

            step.Should().Throw<TaskEndedException>().Which.Outcome.Should().Be(ended.Status);
        }
    }

    [Theory, Trait("Promise", "T32"), Trait("Promise", "T5")]
    [MemberData(nameof(Statuses))]
    public void Cancel_StopsWhatHasNotBegun_AsksWhatIsWorkedOn_AndLeavesWhatHasEnded(AgentTaskStatus status)
    {
        var task = Held with { Status = status, RunAt = Noon };

        var cancelled = TaskTransitions.Cancel(task, Noon, Expiry, "mark");

        _ = status switch
        {
            Pending or Scheduled or Waiting => cancelled.Should().Be(
                task with { Status = Cancelled, ClaimToken = null, LeaseExpiresAt = null, RunAt = null, ExpireAt = Expiry, Marks = new ValueList<string>("mark") }),
            Processing => cancelled.Should().Be(task with { CancelRequestedAt = Noon, Marks = new ValueList<string>("mark") }),
            _ => cancelled.Should().BeSameAs(task),
        };
        TaskTransitions.Cancel(cancelled, Noon.AddHours(1), Expiry, "another").Should().BeSameAs(cancelled, "once is enough");
    }

    [Theory, Trait("Promise", "T5")]
    [MemberData(nameof(Statuses))]
    public void Requeue_OfWhatHasFailedOrWasCancelled_BeginsAnew_InItsOldPlace(AgentTaskStatus status)
    {
        var errors = new ValueList<TaskError>(new TaskError(3, "a", "broke", Noon));
        var task = PendingTask with
        {
            Status = status,
            Attempt = 3,
            Error = "broke",
            Errors = errors,
            CancelRequestedAt = Noon,
            ExpireAt = Expiry,
            RunAt = Noon,
            ClaimToken = "left over",
            LeaseExpiresAt = Noon,
            CreatedAt = Noon,
            Checkpoint = StateMap.Empty,
        };

        var requeue = () => TaskTransitions.Requeue(task, "mark");

        if (status is Failed or Cancelled)
        {
            requeue().Should().Be(PendingTask with { Errors = errors, CreatedAt = Noon, Checkpoint = StateMap.Empty, Marks = new ValueList<string>("mark") });
        }
        else
        {
            requeue.Should().Throw<TaskStatusException>().Which.Status.Should().Be(status);
        }
    }

    [Theory, Trait("Promise", "T33")]
    [MemberData(nameof(Statuses))]
    public void Reply_OnceAndOnlyToATaskThatWaits(AgentTaskStatus status)
    {
        var task = PendingTask with { Status = status, RunAt = Noon, Priority = 8, CreatedAt = Noon };

        var reply = () => TaskTransitions.Reply(task, StateMap.Empty, "mark");

        if (status is Waiting)
        {
            reply().Should().Be(task with { Status = Pending, Reply = StateMap.Empty, RunAt = null, Marks = new ValueList<string>("mark") });
        }
        else
        {
            reply.Should().Throw<TaskStatusException>().Which.Status.Should().Be(status);
        }
    }

    [Fact]
    public void Marks_AreTheLastFew()
    {
        var task = PendingTask;
        for (var i = 0; i < 20; i++)
        {
            task = TaskTransitions.Reply(task with { Status = Waiting }, StateMap.Empty, $"m{i}");
        }

        task.Marks.Should().Equal(Enumerable.Range(12, 8).Select(i => $"m{i}"));
    }

    private static AgentTask End(string end, AgentTask task) => end switch
    {
        "complete" => TaskTransitions.Complete(task, Mine, result: null, Expiry),
        "fail" => TaskTransitions.Fail(task, Mine, new FailedAttempt("broke", Noon, RetryAt: null, Expiry)),
        "retry" => TaskTransitions.Fail(task, Mine, new FailedAttempt("broke", Noon, Noon.AddMinutes(1), Expiry)),
        "release" => TaskTransitions.Release(task, Mine, Expiry),
        "wait" => TaskTransitions.Wait(task, Mine, Noon.AddHours(1), Expiry),
        "renew" => TaskTransitions.Renew(task, Mine, Noon),
        "progress" => TaskTransitions.Report(task, Mine, StateMap.Empty),
        "checkpoint" => TaskTransitions.Save(task, Mine, StateMap.Empty),
        "usage" => TaskTransitions.Note(task, Mine, ClaimNotes.Of(TaskUsage.Of("tokens", 1)), "mark"),
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "Not an end."),
    };
}

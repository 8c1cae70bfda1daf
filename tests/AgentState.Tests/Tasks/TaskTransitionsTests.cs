using static AgentState.AgentTaskStatus;

namespace AgentState.Tests;

/// <summary>Every permitted transition of a task, and every transition that is refused.</summary>
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
    public void Claim_PendingTask_AssignsItAndCountsTheAttempt()
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

    [Fact, Trait("Guarantee", "T3")]
    public void Claim_WithFieldsOfAnEarlierState_ReplacesThem()
    {
        var claimed = TaskTransitions.Claim(
            PendingTask with { ClaimToken = "old", LeaseExpiresAt = Noon.AddYears(1), AssignedTo = "b", RunAt = Noon, ExpiresAt = Noon },
            Mine,
            Noon);

        (claimed.ClaimToken, claimed.LeaseExpiresAt, claimed.AssignedTo, claimed.RunAt, claimed.ExpiresAt).Should()
            .Be((Mine.Token, Noon, "a", null, null));
    }

    [Theory, Trait("Guarantee", "T16")]
    [InlineData(3, 3)]
    [InlineData(7, 3)]
    [InlineData(1, 1)]
    public void Claim_TaskResetByAnotherClient_RestartsItsAttempts(int attempt, int maxAttempts) =>
        TaskTransitions.Claim(PendingTask with { Attempt = attempt, MaxAttempts = maxAttempts }, Mine, Noon).Attempt.Should().Be(1);

    [Fact]
    public void Renew_HeldTask_ChangesOnlyTheLease() =>
        TaskTransitions.Renew(Held, Mine, Noon.AddMinutes(1)).Should().Be(Held with { LeaseExpiresAt = Noon.AddMinutes(1) });

    [Fact, Trait("Guarantee", "T2")]
    public void Renew_WithAnEqualLeaseEnd_StillChangesTheTask() =>
        TaskTransitions.Renew(Held, Mine, Held.LeaseExpiresAt!.Value).Should().NotBe(Held);

    [Fact, Trait("Guarantee", "T34")]
    public void ReportAndSave_HeldTask_SetProgressAndCheckpoint()
    {
        TaskTransitions.Report(Held with { Progress = null }, Mine, StateMap.Empty).Should().Be(Held with { Progress = StateMap.Empty });
        TaskTransitions.Save(Held with { Checkpoint = null }, Mine, StateMap.Empty).Should().Be(Held with { Checkpoint = StateMap.Empty });
    }

    [Fact, Trait("Guarantee", "T36")]
    public void Note_Usage_AddsUpAndRecordsTheWriteId()
    {
        var used = TaskTransitions.Update(
            Held with { Usage = TaskUsage.Of("tokens", 2) }, Mine, ClaimUpdate.Of(TaskUsage.Of("tokens", 3)), "mark");

        used.Should().Be(Held with { Usage = TaskUsage.Of("tokens", 5), WriteIds = new ValueList<string>("mark") });
    }

    [Fact]
    public void Complete_HeldTask_EndsTheLeaseAndClearsAnOldError()
    {
        var done = TaskTransitions.Complete(Held with { Error = "of an earlier attempt" }, Mine, StateMap.Empty, Expiry);

        done.Should().Be(Held with
        {
            Status = Done,
            Result = StateMap.Empty,
            ClaimToken = null,
            LeaseExpiresAt = null,
            LastEnded = new CompletedClaim(Mine.Token, Done),
            ExpiresAt = Expiry,
        });
    }

    [Fact, Trait("Guarantee", "T18")]
    public void Fail_WithoutARetry_IsFinal()
    {
        var failed = End("fail", Held);

        failed.Should().Be(Held with
        {
            Status = Failed,
            Error = "broke",
            Errors = new ValueList<TaskError>(new TaskError { Attempt = 1, AgentId = "a", Message = "broke", At = Noon }),
            ClaimToken = null,
            LeaseExpiresAt = null,
            LastEnded = new CompletedClaim(Mine.Token, Failed),
            ExpiresAt = Expiry,
        });
    }

    [Fact, Trait("Guarantee", "T16")]
    public void Fail_WithAttemptsLeft_SchedulesTheNextAttempt()
    {
        var scheduled = End("retry", Held);

        scheduled.Should().Be(Held with
        {
            Status = Scheduled,
            RunAt = Noon.AddMinutes(1),
            Errors = new ValueList<TaskError>(new TaskError { Attempt = 1, AgentId = "a", Message = "broke", At = Noon }),
            ClaimToken = null,
            LeaseExpiresAt = null,
            LastEnded = new CompletedClaim(Mine.Token, Scheduled),
        });
    }

    [Theory, Trait("Guarantee", "T16")]
    [InlineData(1, Scheduled)]
    [InlineData(2, Scheduled)]
    [InlineData(3, Failed)]
    [InlineData(4, Failed)]
    public void Fail_RetryableWithAttemptsUsedUp_IsFinal(int attempt, AgentTaskStatus outcome) =>
        End("retry", Held with { Attempt = attempt }).Status.Should().Be(outcome);

    [Fact]
    public void WithError_ManyLongErrors_KeepsTheLastFiveShortened()
    {
        var task = Held;
        for (var attempt = 1; attempt <= 9; attempt++)
        {
            var failed = task with { Attempt = attempt, AssignedTo = new string('a', 1500) };
            task = Held with
            {
                Attempt = attempt,
                AssignedTo = new string('a', 1500),
                Errors = TaskTransitions.WithError(failed, new string('e', 5000), Noon),
            };
        }

        task.Errors.Select(error => error.Attempt).Should().Equal(5, 6, 7, 8, 9);
        task.Errors.Should().OnlyContain(error => error.Message.Length < 1024 && error.AgentId!.Length < 128);
    }

    [Fact]
    public void Release_HeldTask_DoesNotCountTheAttempt() =>
        End("release", Held).Should().Be(PendingTask with { LastEnded = new CompletedClaim(Mine.Token, Pending) });

    [Fact, Trait("Guarantee", "T33"), Trait("Guarantee", "T16")]
    public void Wait_HeldTask_ReturnsLeaseAndAttemptAndClearsTheReply()
    {
        var waiting = End("wait", Held with { Reply = StateMap.Empty });

        waiting.Should().Be(Held with
        {
            Status = Waiting,
            Attempt = 0,
            RunAt = Noon.AddHours(1),
            ClaimToken = null,
            LeaseExpiresAt = null,
            LastEnded = new CompletedClaim(Mine.Token, Waiting),
        });
    }

    [Theory, Trait("Guarantee", "T32")]
    [InlineData("fail")]
    [InlineData("retry")]
    [InlineData("release")]
    [InlineData("wait")]
    public void FailReleaseOrWait_AfterACancelRequest_CancelsTheTask(string end)
    {
        var ended = End(end, Held with { CancelRequestedAt = Noon });

        (ended.Status, ended.RunAt, ended.ExpiresAt).Should().Be((Cancelled, null, Expiry));
        End(end, ended).Should().BeSameAs(ended);
    }

    [Fact, Trait("Guarantee", "T32")]
    public void Complete_AfterACancelRequest_IsDone() =>
        End("complete", Held with { CancelRequestedAt = Noon }).Status.Should().Be(Done);

    [Theory, Trait("Guarantee", "T6")]
    [MemberData(nameof(Ends))]
    public void Completion_Repeated_ChangesNothing(string end)
    {
        var ended = End(end, Held);

        End(end, ended).Should().BeSameAs(ended);
    }

    [Theory, Trait("Guarantee", "T6")]
    [MemberData(nameof(Ends))]
    public void Completion_AfterADifferentCompletion_ThrowsTaskEnded(string first)
    {
        var ended = End(first, Held);

        foreach (var second in Ends.Select(row => row.Data).Where(second => second != first && (first, second) != ("fail", "retry")))
        {
            var again = () => End(second, ended);

            again.Should().Throw<TaskEndedException>().Which.Outcome.Should().Be(ended.Status);
        }
    }

    // The first call may have used up the attempts, so the task failed finally.
    [Fact, Trait("Guarantee", "T6")]
    public void Fail_RetryableRepeatedAfterFinalFailure_ChangesNothing()
    {
        var failed = End("retry", Held with { Attempt = 3 });

        End("retry", failed).Should().BeSameAs(failed);
    }

    [Theory, Trait("Guarantee", "T2")]
    [MemberData(nameof(Ends))]
    [InlineData("renew")]
    [InlineData("progress")]
    [InlineData("checkpoint")]
    [InlineData("usage")]
    public void EveryCall_WithoutAMatchingFence_ThrowsLeaseLost(string end)
    {
        AgentTask[] lost =
        [
            Held with { ClaimToken = "another" },
            Held with { ClaimToken = null },
            Held with { AssignedTo = "another" },
            .. Enum.GetValues<AgentTaskStatus>().Where(status => status is not Processing).Select(status => Held with { Status = status }),
            Held with { LastEnded = new CompletedClaim("another", Done), ClaimToken = "another" },
        ];

        lost.Should().AllSatisfy(task => FluentActions.Invoking(() => End(end, task)).Should().Throw<LeaseLostException>());
    }

    [Theory, Trait("Guarantee", "T6")]
    [MemberData(nameof(Ends))]
    public void Update_AfterACompletion_ThrowsTaskEnded(string end)
    {
        var ended = End(end, Held);

        foreach (var call in new[] { "renew", "progress", "checkpoint", "usage" })
        {
            var step = () => End(call, ended);

            step.Should().Throw<TaskEndedException>().Which.Outcome.Should().Be(ended.Status);
        }
    }

    [Theory, Trait("Guarantee", "T32"), Trait("Guarantee", "T5")]
    [MemberData(nameof(Statuses))]
    public void Cancel_InEachStatus_CancelsRequestsOrChangesNothing(AgentTaskStatus status)
    {
        var task = Held with { Status = status, RunAt = Noon };

        var cancelled = TaskTransitions.Cancel(task, Noon, Expiry, "mark");

        _ = status switch
        {
            Pending or Scheduled or Waiting => cancelled.Should().Be(
                task with
                {
                    Status = Cancelled,
                    ClaimToken = null,
                    LeaseExpiresAt = null,
                    RunAt = null,
                    ExpiresAt = Expiry,
                    WriteIds = new ValueList<string>("mark"),
                }),
            Processing => cancelled.Should().Be(task with { CancelRequestedAt = Noon, WriteIds = new ValueList<string>("mark") }),
            _ => cancelled.Should().BeSameAs(task),
        };
        TaskTransitions.Cancel(cancelled, Noon.AddHours(1), Expiry, "another").Should().BeSameAs(cancelled, "it is cancelled already");
    }

    [Theory, Trait("Guarantee", "T5")]
    [MemberData(nameof(Statuses))]
    public void Requeue_InEachStatus_RestartsOnlyFailedOrCancelledTasks(AgentTaskStatus status)
    {
        var errors = new ValueList<TaskError>(new TaskError { Attempt = 3, AgentId = "a", Message = "broke", At = Noon });
        var task = PendingTask with
        {
            Status = status,
            Attempt = 3,
            Error = "broke",
            Errors = errors,
            CancelRequestedAt = Noon,
            ExpiresAt = Expiry,
            RunAt = Noon,
            ClaimToken = "left over",
            LeaseExpiresAt = Noon,
            CreatedAt = Noon,
            Checkpoint = StateMap.Empty,
        };

        var requeue = () => TaskTransitions.Requeue(task, "mark");

        if (status is Failed or Cancelled)
        {
            requeue().Should().Be(PendingTask with
            {
                Errors = errors,
                CreatedAt = Noon,
                Checkpoint = StateMap.Empty,
                WriteIds = new ValueList<string>("mark"),
            });
        }
        else
        {
            requeue.Should().Throw<TaskStatusException>().Which.Status.Should().Be(status);
        }
    }

    [Theory, Trait("Guarantee", "T33")]
    [MemberData(nameof(Statuses))]
    public void Reply_InEachStatus_IsAcceptedOnlyWhileWaiting(AgentTaskStatus status)
    {
        var task = PendingTask with { Status = status, RunAt = Noon, Priority = 8, CreatedAt = Noon };

        var reply = () => TaskTransitions.Reply(task, StateMap.Empty, "mark");

        if (status is Waiting)
        {
            reply().Should().Be(task with
            {
                Status = Pending,
                Reply = StateMap.Empty,
                RunAt = null,
                WriteIds = new ValueList<string>("mark"),
            });
        }
        else
        {
            reply.Should().Throw<TaskStatusException>().Which.Status.Should().Be(status);
        }
    }

    [Fact]
    public void WriteIds_AfterManyWrites_AreTheLastEight()
    {
        var task = PendingTask;
        for (var i = 0; i < 20; i++)
        {
            task = TaskTransitions.Reply(task with { Status = Waiting }, StateMap.Empty, $"m{i}");
        }

        task.WriteIds.Should().Equal(Enumerable.Range(12, 8).Select(i => $"m{i}"));
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
        "usage" => TaskTransitions.Update(task, Mine, ClaimUpdate.Of(TaskUsage.Of("tokens", 1)), "mark"),
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "The name of a call is expected."),
    };
}

namespace AgentState.Tests;

/// <summary>The rules, each by itself.</summary>
public sealed class TaskTransitionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TaskClaim Mine = new() { TaskId = "t1", AgentId = "a", Token = "mine" };

    private static readonly AgentTask Pending = new() { Id = "t1", Type = "github", Status = AgentTaskStatus.Pending };
    private static readonly AgentTask Held = TaskTransitions.Claim(Pending, Mine, Noon);

    public static TheoryData<string> Ends => ["complete", "fail", "release"];

    [Fact]
    public void Claim_TakesTheTask_AndCountsTheAttempt()
    {
        var claimed = TaskTransitions.Claim(Pending with { Attempt = 1 }, Mine, Noon);

        claimed.Should().Be(Pending with
        {
            Status = AgentTaskStatus.Processing,
            AssignedTo = "a",
            Attempt = 2,
            ClaimToken = "mine",
            LeaseExpiresAt = Noon,
        });
    }

    [Fact]
    public void Complete_EndsTheLease_AndTakesAnOldErrorAway()
    {
        var done = TaskTransitions.Complete(Held with { Error = "of an earlier attempt" }, Mine, StateMap.Empty);

        done.Status.Should().Be(AgentTaskStatus.Done);
        done.Error.Should().BeNull();
        done.Result.Should().Be(StateMap.Empty);
        (done.ClaimToken, done.LeaseExpiresAt).Should().Be((null, null));
    }

    [Fact]
    public void Release_GivesTheAttemptBack()
    {
        var released = TaskTransitions.Release(Held, Mine);

        released.Should().Be(Pending with { LastEnded = new EndedClaim("mine", AgentTaskStatus.Pending) });
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("release")]
    public void ATaskAskedToStop_EndsCancelled(string end)
    {
        var ended = End(end, Held with { CancelRequestedAt = Noon });

        ended.Status.Should().Be(AgentTaskStatus.Cancelled);
    }

    [Fact]
    public void ATaskAskedToStop_ThatIsDoneAllTheSame_IsDone() =>
        TaskTransitions.Complete(Held with { CancelRequestedAt = Noon }, Mine, result: null).Status.Should().Be(AgentTaskStatus.Done);

    [Theory, Trait("Promise", "T6")]
    [MemberData(nameof(Ends))]
    public void ARepeatedEnd_ChangesNothing(string end)
    {
        var ended = End(end, Held);

        End(end, ended).Should().BeSameAs(ended);
    }

    [Theory, Trait("Promise", "T6")]
    [InlineData("complete", "fail", AgentTaskStatus.Done)]
    [InlineData("complete", "release", AgentTaskStatus.Done)]
    [InlineData("fail", "complete", AgentTaskStatus.Failed)]
    [InlineData("fail", "release", AgentTaskStatus.Failed)]
    [InlineData("release", "complete", AgentTaskStatus.Pending)]
    [InlineData("release", "fail", AgentTaskStatus.Pending)]
    public void AnotherEnd_IsToldWhatWasRecorded(string first, string second, AgentTaskStatus recorded)
    {
        var ended = End(first, Held);

        var again = () => End(second, ended);

        again.Should().Throw<TaskEndedException>().Which.Outcome.Should().Be(recorded);
    }

    [Theory, Trait("Promise", "T2")]
    [MemberData(nameof(Ends))]
    public void WithoutEachPartOfTheFence_TheLeaseIsLost(string end)
    {
        AgentTask[] lost =
        [
            Held with { ClaimToken = "another" },
            Held with { ClaimToken = null },
            Held with { AssignedTo = "another" },
            Held with { Status = AgentTaskStatus.Pending },
            Held with { Status = AgentTaskStatus.Done },
            Held with { LastEnded = new EndedClaim("another", AgentTaskStatus.Done), ClaimToken = "another" },
        ];

        lost.Should().AllSatisfy(task => FluentActions.Invoking(() => End(end, task)).Should().Throw<LeaseLostException>());
    }

    private static AgentTask End(string end, AgentTask task) => end switch
    {
        "complete" => TaskTransitions.Complete(task, Mine, result: null),
        "fail" => TaskTransitions.Fail(task, Mine, "broke"),
        "release" => TaskTransitions.Release(task, Mine),
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "Not an end."),
    };
}

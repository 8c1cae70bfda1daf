using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Hosting;

public sealed class StatusPlanTests
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider time = new();

    [Fact, Trait("Promise", "A2")]
    public void Next_WhenWorkBegins_IsRunning_Once()
    {
        var plan = Plan();

        plan.Next(isBusy: false, agent: null).Should().Be(StatusStep.None);
        plan.Next(isBusy: true, agent: null).Should().Be(StatusStep.Running);
        plan.LearnRunning(Version(1));

        plan.Next(isBusy: true, Agent(AgentStatus.Running, 1)).Should().Be(StatusStep.None);
    }

    [Fact, Trait("Promise", "A2")]
    public void Next_WhenWorkIsOver_IsIdle_WithinTenSeconds()
    {
        var plan = Running();
        time.Advance(TimeSpan.FromMinutes(1));
        plan.Next(isBusy: true, agent: null).Should().Be(StatusStep.None);

        Steps(plan, seconds: 10).Should()
            .Equal(new[] { (8, StatusStep.Idle), (9, StatusStep.Idle) }, "it is tried again until its outcome is known");
    }

    [Fact, Trait("Promise", "A2")]
    public void Next_WhenTasksFollowEachOther_StaysRunning()
    {
        var plan = Running();
        for (var task = 0; task < 10; task++)
        {
            plan.Next(isBusy: true, agent: null).Should().Be(StatusStep.None);
            Steps(plan, seconds: 7).Should().BeEmpty();
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact, Trait("Promise", "A2")]
    public void Next_WhenTasksComeAndGo_IsIdleAtMostOnceInTenSeconds_AndRunningOnceForEach()
    {
        var plan = Plan();
        var written = new List<(int Second, StatusStep Step)>();
        for (var second = 0; second < 600; second++)
        {
            // One second of work in eleven.
            var step = plan.Next(second % 11 == 0, agent: null);
            if (step is StatusStep.Running)
            {
                plan.LearnRunning(Version(second));
            }
            else if (step is StatusStep.Idle)
            {
                plan.LearnIdle(IdleOutcome.Written);
            }

            if (step is not StatusStep.None)
            {
                written.Add((second, step));
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        var idle = written.Where(item => item.Step is StatusStep.Idle).Select(item => item.Second).ToList();
        idle.Should().NotBeEmpty();
        idle.Zip(idle.Skip(1), (one, next) => next - one).Should().OnlyContain(gap => gap >= 10);
        written.Zip(written.Skip(1)).Should().OnlyContain(pair => pair.First.Step != pair.Second.Step);
    }

    [Fact, Trait("Promise", "A2")]
    public void Next_WhenAnotherProgramWroteIdle_IsRunning_OnceInTenSeconds()
    {
        var plan = Running();

        plan.Next(isBusy: true, Agent(AgentStatus.Idle, 0)).Should().Be(StatusStep.None, "that was before our own write");
        plan.Next(isBusy: true, Agent(AgentStatus.Error, 2)).Should().Be(StatusStep.None, "an error is left to whoever wrote it");
        plan.Next(isBusy: true, Agent(AgentStatus.Idle, 2)).Should().Be(StatusStep.Running);
        plan.LearnRunning(Version(3));
        plan.Next(isBusy: true, Agent(AgentStatus.Idle, 4)).Should().Be(StatusStep.None);
        time.Advance(TimeSpan.FromSeconds(10));

        plan.Next(isBusy: true, Agent(AgentStatus.Idle, 4)).Should().Be(StatusStep.Running);
    }

    [Fact, Trait("Promise", "A2")]
    public void Next_WhileAnotherInstanceIsBusy_LooksAgain_WhenThatOneWouldBeDead()
    {
        var plan = Running();
        time.Advance(TimeSpan.FromSeconds(10));
        plan.LearnIdle(IdleOutcome.Withheld(TimeSpan.FromSeconds(80)));

        time.Advance(TimeSpan.FromSeconds(79));
        plan.Next(isBusy: false, Agent(AgentStatus.Running, 5)).Should().Be(StatusStep.None);
        time.Advance(TimeSpan.FromSeconds(1));
        plan.Next(isBusy: false, Agent(AgentStatus.Running, 5)).Should().Be(StatusStep.Idle);
        plan.LearnIdle(IdleOutcome.Withheld(TimeSpan.FromSeconds(1)));

        time.Advance(Heartbeat - TimeSpan.FromSeconds(1));
        plan.Next(isBusy: false, Agent(AgentStatus.Running, 5)).Should().Be(StatusStep.None, "at each heartbeat at most");
        time.Advance(TimeSpan.FromSeconds(1));
        plan.Next(isBusy: false, Agent(AgentStatus.Running, 5)).Should().Be(StatusStep.Idle);
    }

    [Fact, Trait("Promise", "A2")]
    public void Next_AfterAFailure_WaitsSomeSeconds()
    {
        var plan = Plan();
        plan.Next(isBusy: true, agent: null).Should().Be(StatusStep.Running);
        plan.LearnFailure();

        plan.Next(isBusy: true, agent: null).Should().Be(StatusStep.None);
        time.Advance(TimeSpan.FromSeconds(5));

        plan.Next(isBusy: true, agent: null).Should().Be(StatusStep.Running);
    }

    private StatusPlan Plan() => new(time, Heartbeat);

    private StatusPlan Running()
    {
        var plan = Plan();
        plan.Next(isBusy: true, agent: null);
        plan.LearnRunning(Version(1));
        return plan;
    }

    private List<(int Second, StatusStep Step)> Steps(StatusPlan plan, int seconds)
    {
        var steps = new List<(int, StatusStep)>();
        for (var second = 0; second < seconds; second++)
        {
            if (plan.Next(isBusy: false, agent: null) is var step and not StatusStep.None)
            {
                steps.Add((second, step));
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        return steps;
    }

    private static StateVersion Version(int seconds) =>
        StateVersion.Parse(DateTimeOffset.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));

    private static Agent Agent(AgentStatus status, int version) => new() { Id = "a", Status = status, Version = Version(version) };
}

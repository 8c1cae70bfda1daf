using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Hosting;

public sealed class StatusPlanTests
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider time = new();

    [Fact, Trait("Guarantee", "A2")]
    public void Next_WhenWorkStarts_ReturnsRunningOnce()
    {
        var plan = Plan();

        plan.Next(isBusy: false, agent: null).Should().Be(StatusStep.None);
        plan.Next(isBusy: true, agent: null).Should().Be(StatusStep.Running);
        plan.LearnRunning(Version(1));

        plan.Next(isBusy: true, Agent(AgentStatus.Running, 1)).Should().Be(StatusStep.None);
    }

    [Fact, Trait("Guarantee", "A2")]
    public void Next_WhenWorkEnds_ReturnsIdleWithinTenSeconds()
    {
        var plan = Running();
        time.Advance(TimeSpan.FromMinutes(1));
        plan.Next(isBusy: true, agent: null).Should().Be(StatusStep.None);

        Steps(plan, seconds: 10).Should()
            .Equal(new[] { (8, StatusStep.Idle), (9, StatusStep.Idle) }, "the step is returned until its outcome is known");
    }

    [Fact, Trait("Guarantee", "A2")]
    public void Next_BetweenTasksWithShortGaps_StaysRunning()
    {
        var plan = Running();
        for (var task = 0; task < 10; task++)
        {
            plan.Next(isBusy: true, agent: null).Should().Be(StatusStep.None);
            Steps(plan, seconds: 7).Should().BeEmpty();
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact, Trait("Guarantee", "A2")]
    public void Next_WithIntermittentTasks_ReturnsIdleAtMostEveryTenSeconds()
    {
        var plan = Plan();
        var written = new List<(int Second, StatusStep Step)>();
        for (var second = 0; second < 600; second++)
        {
            // The agent is busy for one second in eleven.
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

    [Fact, Trait("Guarantee", "A2")]
    public void Next_AnotherClientWroteIdle_ReturnsRunningAtMostEveryTenSeconds()
    {
        var plan = Running();

        plan.Next(isBusy: true, Agent(AgentStatus.Idle, 0)).Should().Be(StatusStep.None, "this version is older than our own write");
        plan.Next(isBusy: true, Agent(AgentStatus.Error, 2)).Should().Be(StatusStep.None, "the error of another client is not overwritten");
        plan.Next(isBusy: true, Agent(AgentStatus.Idle, 2)).Should().Be(StatusStep.Running);
        plan.LearnRunning(Version(3));
        plan.Next(isBusy: true, Agent(AgentStatus.Idle, 4)).Should().Be(StatusStep.None);
        time.Advance(TimeSpan.FromSeconds(10));

        plan.Next(isBusy: true, Agent(AgentStatus.Idle, 4)).Should().Be(StatusStep.Running);
    }

    [Fact, Trait("Guarantee", "A2")]
    public void Next_IdleWithheld_ReturnsIdleWhenTheOtherInstanceWouldBeDead()
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
        plan.Next(isBusy: false, Agent(AgentStatus.Running, 5)).Should().Be(StatusStep.None, "at most once per heartbeat");
        time.Advance(TimeSpan.FromSeconds(1));
        plan.Next(isBusy: false, Agent(AgentStatus.Running, 5)).Should().Be(StatusStep.Idle);
    }

    [Fact, Trait("Guarantee", "A2")]
    public void Next_AfterAFailure_WaitsFiveSeconds()
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

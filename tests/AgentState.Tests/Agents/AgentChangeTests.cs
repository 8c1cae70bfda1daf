namespace AgentState.Tests;

/// <summary>Tests what a change says of an agent's liveness, and the texts of changes and snapshots.</summary>
public sealed class AgentChangeTests
{
    [Theory, Trait("Guarantee", "A5")]
    [InlineData(LivenessGrade.Alive, LivenessGrade.Suspect, true, false)]
    [InlineData(LivenessGrade.Alive, LivenessGrade.Dead, true, false)]
    [InlineData(LivenessGrade.Suspect, LivenessGrade.Dead, true, false)]
    [InlineData(LivenessGrade.Absent, LivenessGrade.Suspect, false, false)]
    [InlineData(LivenessGrade.Alive, LivenessGrade.Alive, false, false)]
    [InlineData(LivenessGrade.Alive, LivenessGrade.Absent, false, false)]
    [InlineData(LivenessGrade.Suspect, LivenessGrade.Alive, false, true)]
    [InlineData(LivenessGrade.Dead, LivenessGrade.Alive, false, true)]
    [InlineData(LivenessGrade.Absent, LivenessGrade.Alive, false, false)]
    [InlineData(null, LivenessGrade.Dead, false, false)]
    [InlineData(LivenessGrade.Dead, null, false, false)]
    [InlineData(null, null, false, false)]
    public void BecameStaleAndRecovered_ByGrades_FollowTheirOrder(LivenessGrade? before, LivenessGrade? after, bool stale, bool recovered)
    {
        var change = new AgentChange { AgentId = "a", Before = With(before), After = With(after) };

        (change.BecameStale, change.Recovered).Should().Be((stale, recovered));
    }

    [Fact]
    public void BecameStaleAndRecovered_OfNewOrRemovedAgent_AreFalse()
    {
        var added = new AgentChange { AgentId = "a", Before = null, After = With(LivenessGrade.Dead) };
        var removed = new AgentChange { AgentId = "a", Before = With(LivenessGrade.Dead), After = null };

        (added.BecameStale, added.Recovered, removed.BecameStale, removed.Recovered).Should().Be((false, false, false, false));
    }

    [Fact]
    public void ToString_OfChanges_SaysStatusAndGradeButNoSettings()
    {
        var after = With(LivenessGrade.Alive) with { Status = AgentStatus.Running, Config = StateMap.FromJson("""{"key":"hidden"}""") };

        new AgentChange { AgentId = "a", Before = null, After = after }.ToString().Should().Be("a: none -> Running (Alive)");
        new AgentChange { AgentId = "a", Before = after with { Liveness = null }, After = null }.ToString()
            .Should().Be("a: Running -> none");
    }

    [Fact]
    public void ToString_OfSnapshot_CountsItsParts()
    {
        var snapshot = new AgentsSnapshot
        {
            Agents = [With(null), With(null)],
            Changes = [new AgentChange { AgentId = "a", Before = null, After = With(null) }],
        };

        snapshot.ToString().Should().Be("AgentsSnapshot (agents: 2, changes: 1, unreadable: 0)");
    }

    private static Agent With(LivenessGrade? grade) => new()
    {
        Id = "a",
        Status = AgentStatus.Idle,
        Liveness = grade is { } known ? new AgentLiveness { Grade = known, ReadAt = DateTimeOffset.UnixEpoch } : null,
    };
}

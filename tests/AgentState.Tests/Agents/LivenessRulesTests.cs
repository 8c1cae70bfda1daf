namespace AgentState.Tests;

public sealed class LivenessRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory, Trait("Guarantee", "A4")]
    [InlineData(-5, LivenessGrade.Alive)]
    [InlineData(0, LivenessGrade.Alive)]
    [InlineData(59.9, LivenessGrade.Alive)]
    [InlineData(60, LivenessGrade.Suspect)]
    [InlineData(89.9, LivenessGrade.Suspect)]
    [InlineData(90, LivenessGrade.Dead)]
    [InlineData(100_000, LivenessGrade.Dead)]
    public void GradeOf_ByAge_CountsMissedHeartbeats(double age, LivenessGrade grade) =>
        LivenessRules.GradeOf(TimeSpan.FromSeconds(age), TimeSpan.FromSeconds(30)).Should().Be(grade);

    [Theory, Trait("Guarantee", "A5")]
    [InlineData(LivenessGrade.Alive, 60)]
    [InlineData(LivenessGrade.Suspect, 90)]
    public void WorseAfter_AliveOrSuspect_IsWhenTheGradeChanges(LivenessGrade grade, int seconds)
    {
        var newest = new InstanceRecord("i", "a", 1, Noon, TimeSpan.FromSeconds(30));
        var at = LivenessRules.WorseAfter(newest, grade);

        at.Should().Be(Noon.AddSeconds(seconds));
        LivenessRules.GradeOf(at!.Value - Noon, newest.Interval).Should().NotBe(grade);
        LivenessRules.GradeOf(at.Value - Noon - TimeSpan.FromTicks(1), newest.Interval).Should().Be(grade);
    }

    [Theory, Trait("Guarantee", "A5")]
    [InlineData(LivenessGrade.Dead)]
    [InlineData(LivenessGrade.Absent)]
    public void WorseAfter_DeadOrAbsent_IsNull(LivenessGrade grade) =>
        LivenessRules.WorseAfter(new InstanceRecord("i", "a", 1, Noon, TimeSpan.FromSeconds(30)), grade).Should().BeNull();
}

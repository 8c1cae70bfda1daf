using CsCheck;

namespace AgentState.Tests;

/// <summary>The delay before the next attempt.</summary>
public sealed class RetryBackoffTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, Trait("Guarantee", "T17")]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(1000, 60)]
    [InlineData(int.MaxValue, 60)]
    public void PauseAfter_EachAttempt_DoublesUpToTheMaximum(int attempt, int seconds)
    {
        RetryBackoff.PauseAfter(attempt, Second, 60 * Second, random: 0).Should().Be(seconds * Second / 2);
        RetryBackoff.PauseAfter(attempt, Second, 60 * Second, random: 0.999999).Should()
            .BeCloseTo(seconds * Second, TimeSpan.FromMilliseconds(1));
    }

    [Fact, Trait("Guarantee", "T17")]
    public void PauseAfter_AnyInput_IsBoundedAndNeverDecreases() =>
        Gen.Select(Gen.Int[1, 2000], Gen.Long[0, TimeSpan.MaxValue.Ticks], Gen.Long[0, TimeSpan.MaxValue.Ticks], Gen.Double[0, 1])
            .Sample((attempt, first, longest, random) =>
            {
                var bound = TimeSpan.FromTicks(longest);
                var pause = RetryBackoff.PauseAfter(attempt, TimeSpan.FromTicks(first), bound, random);
                var next = RetryBackoff.PauseAfter(attempt + 1, TimeSpan.FromTicks(first), bound, random);

                pause.Should().BeGreaterThanOrEqualTo(TimeSpan.Zero).And.BeLessThanOrEqualTo(bound);
                next.Should().BeGreaterThanOrEqualTo(pause);
            });

    [Fact, Trait("Guarantee", "T17")]
    public void PauseAfter_OneAttempt_IsJittered() =>
        Enumerable.Range(0, 10).Select(tenth => RetryBackoff.PauseAfter(3, Second, 60 * Second, tenth / 10.0)).Should()
            .OnlyHaveUniqueItems();
}

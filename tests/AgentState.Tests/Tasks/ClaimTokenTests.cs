namespace AgentState.Tests;

/// <summary>Fences, and whose they are.</summary>
public sealed class ClaimTokenTests
{
    [Fact]
    public void New_IsAnotherOneEachTime() => ClaimTokens.New("a").Should().NotBe(ClaimTokens.New("a"));

    [Theory, Trait("Promise", "T3")]
    [InlineData("a")]
    [InlineData("an agent with a longer name, äöü 🦊")]
    public void IsOf_TellsForWhomATokenWasMade(string agent)
    {
        var token = ClaimTokens.New(agent);

        ClaimTokens.IsOf(agent, token).Should().BeTrue();
        ClaimTokens.IsOf(agent + "b", token).Should().BeFalse();
        ClaimTokens.IsOf(agent, ClaimTokens.New(agent + "b")).Should().BeFalse();
    }

    [Theory, Trait("Promise", "T3")]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public void IsOf_ATokenThatIsNotOurs_IsFalse(string token) => ClaimTokens.IsOf("a", token).Should().BeFalse();
}

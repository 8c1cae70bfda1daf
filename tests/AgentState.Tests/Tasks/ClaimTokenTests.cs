namespace AgentState.Tests;

/// <summary>Claim tokens, and the agents for which they were created.</summary>
public sealed class ClaimTokenTests
{
    [Fact]
    public void New_CalledTwice_ReturnsDifferentTokens() => ClaimTokens.New("a").Should().NotBe(ClaimTokens.New("a"));

    [Theory, Trait("Guarantee", "T3")]
    [InlineData("a")]
    [InlineData("an agent with a longer name, äöü 🦊")]
    public void IsOf_TokenOfAnAgent_IsTrueOnlyForThatAgent(string agent)
    {
        var token = ClaimTokens.New(agent);

        ClaimTokens.IsOf(agent, token).Should().BeTrue();
        ClaimTokens.IsOf(agent + "b", token).Should().BeFalse();
        ClaimTokens.IsOf(agent, ClaimTokens.New(agent + "b")).Should().BeFalse();
    }

    [Theory, Trait("Guarantee", "T3")]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public void IsOf_TokenOfAnotherClient_IsFalse(string token) => ClaimTokens.IsOf("a", token).Should().BeFalse();
}

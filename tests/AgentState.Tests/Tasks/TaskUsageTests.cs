namespace AgentState.Tests;

/// <summary>Usage amounts by name, and their sums.</summary>
public sealed class TaskUsageTests
{
    private static readonly TaskUsage Some = TaskUsage.FromDictionary(new Dictionary<string, double> { ["tokens"] = 12, ["cost"] = 0.5 });

    public static TheoryData<string?> BadNames => [(string?)null, "", "__x__", "a\nb", "half \ud800", new string('x', 1500)];

    [Fact, Trait("Guarantee", "T36")]
    public void Plus_TwoUsages_AddsByName()
    {
        var sum = Some.Plus(TaskUsage.Of("tokens", 3)).Plus(TaskUsage.Of("calls", 1));

        sum.ToDictionary().Should().Equal(new Dictionary<string, double> { ["tokens"] = 15, ["cost"] = 0.5, ["calls"] = 1 });
        Some["tokens"].Should().Be(12, "adding does not change the original");
        sum["unknown"].Should().Be(0);
    }

    [Fact]
    public void Equals_EqualAmounts_IsTrue()
    {
        var same = TaskUsage.Of("cost", 0.5).Plus(TaskUsage.Of("tokens", 12));

        same.Should().Be(Some);
        same.GetHashCode().Should().Be(Some.GetHashCode());
        same.Should().NotBe(TaskUsage.None);
        same.Equals((object)"no usage").Should().BeFalse();
        Some.ToString().Should().Be("cost: 0.5, tokens: 12");
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public void Of_InvalidName_Throws(string? name) =>
        FluentActions.Invoking(() => TaskUsage.Of(name!, 1)).Should().Throw<ArgumentException>().Which.ParamName.Should().Be("name");

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Of_InvalidAmount_Throws(double amount) =>
        FluentActions.Invoking(() => TaskUsage.Of("tokens", amount)).Should()
            .Throw<ArgumentOutOfRangeException>().Which.ParamName.Should().Be("amount");

    [Theory, Trait("Guarantee", "P13")]
    [InlineData("", 1)]
    [InlineData("__x__", 1)]
    [InlineData("tokens", -1)]
    public void FromDictionary_InvalidEntry_NamesTheCallersParameter(string name, double amount) =>
        FluentActions.Invoking(() => TaskUsage.FromDictionary(new Dictionary<string, double> { [name] = amount })).Should()
            .Throw<ArgumentException>().Which.ParamName.Should().Be("amounts");
}

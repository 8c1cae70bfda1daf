namespace AgentState.Tests;

/// <summary>The ids of tasks with a key must never change, because other clients may compute them as well.</summary>
public sealed class TaskIdTests
{
    [Theory, Trait("Guarantee", "T31")]
    [InlineData("github", "delivery-1", "key-b7e811e470ee6ccdbcd35ec05934cc25cd9e80de")]
    public void OfKey_TypeAndKey_NeverChanges(string type, string key, string id) => TaskIds.OfKey(type, key).Should().Be(id);

    [Fact, Trait("Guarantee", "T31")]
    public void OfKey_EqualConcatenations_ReturnsDifferentIds() =>
        new[] { TaskIds.OfKey("ab", "c"), TaskIds.OfKey("a", "bc"), TaskIds.OfKey("abc", ""), TaskIds.OfKey("", "abc") }
            .Should().OnlyHaveUniqueItems();

    [Fact, Trait("Guarantee", "T31")]
    public void OfKey_AnyKey_ReturnsAValidIdUnlikeGeneratedIds()
    {
        var id = TaskIds.OfKey("a/b", new string('ä', 750));

        var check = () => Arguments.CheckId(id);
        check.Should().NotThrow();
        id.Should().MatchRegex("^key-[0-9a-f]{40}$");
        DocumentIds.New().Should().MatchRegex("^[A-Za-z0-9]{20}$");
    }
}

namespace AgentState.Tests;

/// <summary>The ids of tasks with a key: other programs may make the same, so they stay as they are.</summary>
public sealed class TaskIdTests
{
    [Theory, Trait("Promise", "T31")]
    [InlineData("github", "delivery-1", "key-b7e811e470ee6ccdbcd35ec05934cc25cd9e80de")]
    public void OfKey_IsTheSameForEver(string type, string key, string id) => TaskIds.OfKey(type, key).Should().Be(id);

    [Fact, Trait("Promise", "T31")]
    public void OfKey_KeepsTypeAndKeyApart() =>
        new[] { TaskIds.OfKey("ab", "c"), TaskIds.OfKey("a", "bc"), TaskIds.OfKey("abc", ""), TaskIds.OfKey("", "abc") }.Should().OnlyHaveUniqueItems();

    [Fact, Trait("Promise", "T31")]
    public void OfKey_IsAnId_ThatNoTaskWithoutAKeyHas()
    {
        var id = TaskIds.OfKey("a/b", new string('ä', 750));

        var check = () => Arguments.CheckId(id);
        check.Should().NotThrow();
        id.Should().MatchRegex("^key-[0-9a-f]{40}$");
        DocumentIds.New().Should().MatchRegex("^[A-Za-z0-9]{20}$");
    }
}

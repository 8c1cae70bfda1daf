using CsCheck;

namespace AgentState.Tests;

/// <summary>Each task type has a valid and unique document id.</summary>
public sealed class TaskTypeIdTests
{
    [Theory, Trait("Guarantee", "T40")]
    [InlineData("github", "github")]
    [InlineData("a.b c", "a.b c")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData(".", "%2E")]
    [InlineData("..", "%2E%2E")]
    [InlineData("...", "...")]
    [InlineData("__x__", "%5F_x__")]
    [InlineData("__/__", "%5F_%2F__")]
    [InlineData("__x", "__x")]
    public void Of_EachType_EscapesOnlyWhatAnIdCannotContain(string type, string id) => TaskTypeIds.Of(type).Should().Be(id);

    [Fact, Trait("Guarantee", "T40")]
    public void Of_TypeTooLongForAnId_ReturnsItsDigest()
    {
        TaskTypeIds.Of(new string('x', 1500)).Should().HaveLength(1500);
        TaskTypeIds.Of(new string('x', 1499) + "/").Should().MatchRegex("^%sha256-[0-9a-f]{64}$");
        TaskTypeIds.Of(new string('ä', 749) + "//").Should().NotBe(TaskTypeIds.Of(new string('ä', 749) + "/%"));
    }

    [Fact, Trait("Guarantee", "T40")]
    public void Of_TwoTypes_ReturnsValidAndDistinctIds() =>
        Gen.Char["./%_25FEx"].Array[1, 8].Select(chars => new string(chars)).Array[2].Sample(types =>
        {
            var ids = types.Select(TaskTypeIds.Of).ToArray();
            foreach (var id in ids)
            {
                Arguments.CheckId(id);
            }

            return ids[0] == ids[1] == (types[0] == types[1]);
        });
}

using System.Text;

namespace AgentState.Tests;

public sealed class Utf8TextTests
{
    [Theory]
    [InlineData("short", 8, "short")]
    [InlineData("just fit", 8, "just fit")]
    [InlineData("too long by one", 14, "too long by…")]
    [InlineData("äöüäöü", 8, "äö…")]
    [InlineData("🦊🦊🦊", 8, "🦊…")]
    public void Truncate_LongText_KeepsWholeCharactersAndAppendsAnEllipsis(string text, int maxBytes, string expected)
    {
        var cut = Utf8Text.Truncate(text, maxBytes);

        cut.Should().Be(expected);
        Encoding.UTF8.GetByteCount(cut).Should().BeLessThanOrEqualTo(maxBytes);
    }
}

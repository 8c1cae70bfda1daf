namespace AgentState.Tests;

public sealed class PageTests
{
    [Fact]
    public void ToString_OfAPage_HasCountsWithoutContent()
    {
        var page = new Page<string>
        {
            Items = ["the content", "more content"],
            Unreadable = new UnreadableDocument[1],
            ContinuationToken = "the token",
        };

        page.ToString().Should().Be("Page (2 items, 1 unreadable, more pages follow)");
        (page with { ContinuationToken = null }).ToString().Should().Be("Page (2 items, 1 unreadable, the last page)");
    }
}

namespace AgentState.Tests;

public sealed class ActivityTailItemTests
{
    [Fact]
    public void ToString_OfAnItem_HasNoContent()
    {
        var entry = new ActivityEntry { Id = "e1", Agent = "a", Action = "acted", Details = StateMap.Of(("key", "the content")) };

        new ActivityTailItem { Entry = entry }.ToString().Should().Be("ActivityTailItem (e1)");
        new ActivityTailItem { Missed = 7 }.ToString().Should().Be("ActivityTailItem (7 missed)");
    }
}

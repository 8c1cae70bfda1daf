using AgentState;
using Xunit;

namespace Snippets;

/// <summary>Tests of a handler, for docs/testing.md. The test assembly of the library runs them.</summary>
public class GreetingHandlerTests
{
    [Fact]
    public async Task HandleAsync_WithAName_GreetsByName()
    {
        var run = await TaskHandlerTest.RunAsync(new GreetingHandler(), StateMap.Of(("name", "Ada")));

        Assert.Equal(AgentTaskStatus.Done, run.Task.Status);
        Assert.Equal("Hello, Ada", run.Task.Result?["text"]);
    }

    [Fact]
    public async Task HandleAsync_WithoutAName_AsksForIt()
    {
        var asked = await TaskHandlerTest.RunAsync(new GreetingHandler(), StateMap.Empty);

        Assert.Equal(AgentTaskStatus.Waiting, asked.Task.Status);
        Assert.Equal("What is your name?", asked.Task.Progress?["question"]);

        // The next attempt, with what the first one stored and a reply.
        var replied = asked.Task with { Reply = StateMap.Of(("name", "Ada")) };
        var run = await TaskHandlerTest.RunAsync(new GreetingHandler(), replied);

        Assert.Equal("Hello, Ada", run.Task.Result?["text"]);
    }
}

namespace AgentState.Tests.Samples;

/// <summary>Runs the ChatBot sample with its output redirected.</summary>
public sealed class ChatBotTests
{
    [Fact]
    public async Task ChatBot_InMemory_KeepsPreferencesAndLogsNoSecret()
    {
        await using var bot = SampleProcess.Start("ChatBot");

        var (code, output, error) = await bot.EndAsync();

        (code, error).Should().Be((0, ""));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Where(line => !line.Contains("[log]")).Should().ContainInOrder(
            "> hello", "  Hello, Ada.", "> /lang de", "  As you like.", "> hello", "  Guten Tag, Ada.",
            "> /loud", "  As you like.", "> hello", "  GUTEN TAG, ADA!",
            "> /me", """  Ada, Pro, prefers {"language":"de"}; 1 document of yours is stored.""");
        var log = lines.Where(line => line.Contains("[log]")).ToList();
        log.Should().HaveCount(11)
            .And.Contain("""    [log] chat.answered {"user":"42","line":"my token is [redacted], I am [redacted]"}""");
        log[^1].Should().Contain("chat.ended");
    }
}

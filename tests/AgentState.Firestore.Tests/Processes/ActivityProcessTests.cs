using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>Tests the activity log of a process that is killed.</summary>
[Collection(WithProcesses.Name)]
public sealed class ActivityProcessTests(EmulatorFixture emulator)
{
    // As in the LogWriter of AgentState.AgentProcess.
    private const int QueueCapacity = 500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "L2"), Trait("Guarantee", "L3"), Trait("Guarantee", "L4")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Kill_WhileWriting_LosesAtMostTheQueueAndNoAcknowledgedEntry(int flushes)
    {
        var (host, project) = (emulator.Emulator.Host, emulator.Emulator.NewProjectId());
        await using var provider = new ServiceCollection()
            .AddAgentState(options => (options.EmulatorHost, options.ProjectId) = (host, project))
            .Services.BuildServiceProvider();
        await using var process = await AgentProcess.StartAsync(host, project, "killed", "log");
        var said = new List<string>();
        while (said.Count(line => line.StartsWith("stored ", StringComparison.Ordinal)) < flushes
            || !said[^1].StartsWith("accepted ", StringComparison.Ordinal))
        {
            said.Add(await process.HearAsync());
        }

        said.AddRange(await process.KillAsync());

        var entries = await ReadAsync(provider.GetRequiredService<IActivityLog>());
        var buffered = Numbers(entries, "buffered");
        buffered.Should().Equal(
            Enumerable.Range(1, buffered.Count), "stored entries are unique, in order and without gaps");
        buffered.Count.Should().BeGreaterThanOrEqualTo(Last(said, "stored"));
        (Last(said, "accepted") - buffered.Count).Should().BeLessThanOrEqualTo(QueueCapacity);
        Numbers(entries, "acknowledged").Should().OnlyHaveUniqueItems().And.Contain(
            said.Where(line => line.StartsWith("acknowledged ", StringComparison.Ordinal)).Select(NumberOf));
    }

    private static int Last(IEnumerable<string> said, string word) =>
        said.Where(line => line.StartsWith($"{word} ", StringComparison.Ordinal)).Select(NumberOf).DefaultIfEmpty().Last();

    private static List<int> Numbers(IEnumerable<string> entries, string word) =>
        [.. entries.Where(entry => entry.StartsWith($"{word} ", StringComparison.Ordinal)).Select(NumberOf)];

    private static int NumberOf(string line) => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);

    // Oldest first.
    private static async Task<IReadOnlyList<string>> ReadAsync(IActivityLog log)
    {
        var (found, next) = (new List<string>(), (string?)null);
        do
        {
            var page = await log.ListAsync(
                ActivityFilter.ByAgent("killed"), new PageRequest { Size = PageRequest.MaxSize, ContinuationToken = next }, Token);
            found.AddRange(page.Items.Select(entry => entry.Action));
            next = page.ContinuationToken;
        }
        while (next is not null);

        found.Reverse();
        return found;
    }
}

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: filters and cursors of the activity log.</summary>
public abstract class ActivityQueryContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "L6")]
    public async Task ListAsync_ByActionAndTime_ReturnsNewestFirst()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var written = new List<ActivityEntry>();
        for (var number = 0; number < 12; number++)
        {
            written.Add(await test.Activity.WriteAsync(
                new NewActivity
                {
                    Agent = number % 2 == 0 ? "a" : "b",
                    Action = $"did {number % 3}",
                    Level = number > 5 ? ActivityLevel.Error : ActivityLevel.Info,
                },
                Token));
        }

        var (from, until) = (written[3].Timestamp, written[9].Timestamp);
        await FindsAsync(ActivityFilter.ByAction("did 1"), entry => entry.Action == "did 1");
        await FindsAsync(ActivityFilter.ByAction("did 1", "b"), entry => entry is { Action: "did 1", Agent: "b" });
        await FindsAsync(ActivityFilter.ByAction("did"), _ => false);
        await FindsAsync(ActivityFilter.All.Between(from, until), entry => entry.Timestamp >= from && entry.Timestamp < until);
        await FindsAsync(ActivityFilter.All.Between(null, until), entry => entry.Timestamp < until);
        await FindsAsync(ActivityFilter.ByAgent("a").Between(from, null), entry => entry.Agent == "a" && entry.Timestamp >= from);
        await FindsAsync(
            ActivityFilter.ByLevel(ActivityLevel.Warn).Between(from, until),
            entry => entry.Level >= ActivityLevel.Warn && entry.Timestamp >= from && entry.Timestamp < until);
        await FindsAsync(
            ActivityFilter.ByAction("did 2", "a").Between(from, until),
            entry => entry is { Action: "did 2", Agent: "a" } && entry.Timestamp >= from && entry.Timestamp < until);

        async Task FindsAsync(ActivityFilter filter, Func<ActivityEntry, bool> matches) =>
            (await ReadAsync(test, filter, size: 3)).Select(entry => entry.Id).Should().Equal(
                written.Where(matches)
                    .OrderByDescending(entry => entry.Timestamp).ThenByDescending(entry => entry.Id, StringComparer.Ordinal)
                    .Select(entry => entry.Id));
    }

    // Pages end within batches of equal times while other entries are written.
    [Fact, Trait("Guarantee", "L6")]
    public async Task ListAsync_WithBatchesOfEqualTimesDuringWrites_PagesEachEntryOnce()
    {
        var test = QueueUnderTest.Over(
            await CreateEngineAsync(), activity: new ActivityOptions { BatchSize = 30, FlushInterval = TimeSpan.FromMinutes(1) });
        var actions = Enumerable.Range(0, 90).Select(number => $"did {number:00}").ToList();
        foreach (var action in actions)
        {
            test.Activity.TryWrite(new NewActivity { Agent = "a", Action = action });
        }

        await test.Pump.FlushAsync(Token);
        var others = QueueUnderTest.Over(test.Engine);

        var found = await ReadAsync(test, ActivityFilter.ByAgent("a"), size: 7, betweenPages: async () =>
        {
            others.Activity.TryWrite(new NewActivity { Agent = "a", Action = "concurrent" });
            await others.Pump.FlushAsync(Token);
        });

        found.Where(entry => entry.Action != "concurrent").Select(entry => entry.Action).Should().Equal(actions.AsEnumerable().Reverse());
    }

    private static async Task<List<ActivityEntry>> ReadAsync(
        QueueUnderTest test, ActivityFilter filter, int size, Func<Task>? betweenPages = null)
    {
        var (found, next) = (new List<ActivityEntry>(), (string?)null);
        do
        {
            var page = await test.Activity.ListAsync(filter, new PageRequest { Size = size, ContinuationToken = next }, Token);
            found.AddRange(page.Items);
            next = page.ContinuationToken;
            await (betweenPages?.Invoke() ?? Task.CompletedTask);
        }
        while (next is not null);

        return found;
    }
}

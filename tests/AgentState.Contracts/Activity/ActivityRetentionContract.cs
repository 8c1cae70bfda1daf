namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: expiring entries, and pages that contain expired ones.</summary>
public abstract class ActivityRetentionContract : Contract
{
    private static readonly ActivityOptions Kept = new()
    {
        InfoRetention = TimeSpan.FromDays(1),
        WarnRetention = TimeSpan.FromDays(30),
        FlushInterval = TimeSpan.FromMinutes(1),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "L8")]
    [InlineData("acknowledged")]
    [InlineData("buffered")]
    [InlineData("audit")]
    public async Task ExpiresAt_OfEachLevel_FollowsItsRetention(string way)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), activity: Kept);
        foreach (var level in new[] { ActivityLevel.Info, ActivityLevel.Warn, ActivityLevel.Error })
        {
            await WriteAsync(test, way, new NewActivity { Agent = "a", Action = "acted", Level = level });
        }

        var found = (await test.Activity.ListAsync(cancellationToken: Token)).Items;

        found.Should().HaveCount(3);
        foreach (var entry in found)
        {
            var kept = entry.ExpiresAt - entry.Timestamp;
            TimeSpan? expected =
                entry.Level switch { ActivityLevel.Info => Kept.InfoRetention, ActivityLevel.Warn => Kept.WarnRetention, _ => null };
            (kept is null).Should().Be(expected is null);
            (kept - expected ?? TimeSpan.Zero).Should().BeCloseTo(TimeSpan.Zero, TimeSpan.FromMinutes(5));
        }
    }

    [Fact, Trait("Guarantee", "L8")]
    public async Task ExpiresAt_OfStatusEntries_FollowsTheirLevel()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), activity: Kept);

        await test.Agents.SetStatusAsync("a", AgentStatus.Running, "began", Token);
        await test.Agents.SetStatusAsync("a", AgentStatus.Error, "broke", Token);

        (await test.Activity.ListAsync(cancellationToken: Token)).Items.Select(entry => entry.ExpiresAt is not null)
            .Should().Equal(false, true);
    }

    [Fact, Trait("Guarantee", "L8"), Trait("Guarantee", "L6")]
    public async Task ListAsync_WithExpiredEntries_OmitsThemAndContinuesPaging()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var ids = new List<string>();
        for (var number = 0; number < 20; number++)
        {
            ids.Add((await test.Activity.WriteAsync(new NewActivity { Agent = "a", Action = $"acted {number}" }, Token)).Id);
        }

        // More consecutive expired entries than fit on a page.
        foreach (var id in ids[4..14])
        {
            await ExpireAsync(test, id, QueueUnderTest.LongAgo);
        }

        await ExpireAsync(test, ids[0], DateTimeOffset.UtcNow.AddDays(1));
        var (found, sizes, next) = (new List<string>(), new List<int>(), (string?)null);
        do
        {
            var page = await test.Activity.ListAsync(
                page: new PageRequest { Size = 4, ContinuationToken = next }, cancellationToken: Token);
            found.AddRange(page.Items.Select(entry => entry.Action));
            sizes.Add(page.Items.Count);
            next = page.ContinuationToken;
        }
        while (next is not null);

        found.Should().Equal(Enumerable.Range(0, 20).Where(number => number is < 4 or >= 14).Reverse().Select(number => $"acted {number}"));
        sizes.Should().Contain(0, "a page may be empty although others follow").And.HaveCountGreaterThan(5);
    }

    private static Task ExpireAsync(QueueUnderTest test, string id, DateTimeOffset at) =>
        test.WriteRawAsync(Writes.Patch(test.Engine.Root.Document("logs", id), [new("expireAt", Values.Of(at))], ["expireAt"]), Token);

    private static async Task WriteAsync(QueueUnderTest test, string way, NewActivity entry)
    {
        switch (way)
        {
            case "acknowledged":
                await test.Activity.WriteAsync(entry, Token);
                break;
            case "buffered":
                test.Activity.TryWrite(entry).Should().BeTrue();
                await test.Pump.FlushAsync(Token);
                break;
            default:
                var batch = test.CreateBatch();
                batch.Write(entry);
                await batch.CommitAsync(Token);
                break;
        }
    }
}

using System.Diagnostics;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.Value.ValueTypeOneofCase;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: <see cref="IActivityLog"/>.</summary>
public abstract class ActivityLogContract : Contract
{
    private static readonly string[] Faults = ["lose-reply", "lose-request", "abort"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> FaultPairs => [.. Faults.SelectMany(first => Faults.Select(second => (first, second)))];

    [Fact, Trait("Guarantee", "L1")]
    public async Task WriteAsync_OfEntry_StoresSharedFieldsWithServerTimeInOneCall()
    {
        Activity.Current = null;
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var entry = await test.Activity.WriteAsync(
            new NewActivity { Agent = "a", Action = "merged", Level = ActivityLevel.Warn, Details = StateMap.FromJson("""{"pull":7}""") },
            Token);

        test.Faults.Calls.Should().Equal(Verb.Commit);
        test.Stack.Billed.Read().Should().Be(new BilledOperations { Reads = 0, Writes = 1, Deletes = 0 });
        var stored = (await AllAsync(test)).Should().ContainSingle().Subject;
        stored.Fields.ToDictionary(field => field.Key, field => field.Value.ValueTypeCase).Should().BeEquivalentTo(
            new Dictionary<string, Value.ValueTypeOneofCase>
            {
                ["agent"] = StringValue,
                ["action"] = StringValue,
                ["level"] = StringValue,
                ["details"] = Value.ValueTypeOneofCase.MapValue,
                ["timestamp"] = TimestampValue,
            });
        stored.Fields["level"].StringValue.Should().Be("warn");
        entry.Should().Be(ActivityDocument.Read(stored));
        entry.Timestamp.Should().BeCloseTo(stored.UpdateTime.ToDateTimeOffset(), TimeSpan.FromSeconds(5));
    }

    [Theory, Trait("Guarantee", "L1")]
    [MemberData(nameof(FaultPairs))]
    public async Task WriteAsync_UnderFaults_WritesOneEntry(string first, string second)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        test.Faults.Next(Verb.Commit, Make(first), Make(second));

        var entry = await test.Activity.WriteAsync(Entry("a"), Token);

        (await AllAsync(test))
            .Should().ContainSingle().Which.Should().Match<Document>(document => ActivityDocument.Read(document) == entry);

        static Fault Make(string fault) => fault switch
        {
            "lose-reply" => Fault.LoseReply,
            "lose-request" => Fault.LoseRequest,
            _ => Fault.Abort,
        };
    }

    // Proves the mechanism: if every attempt had a new id, a retry would add a second entry.
    [Fact, Trait("Guarantee", "L1")]
    public async Task WriteAsync_WithServerMadeIdAfterLostReply_WritesTwice()
    {
        var test = QueueUnderTest.Over(new SabotagedDocumentStore(await CreateEngineAsync(), Sabotage.ServerMadeId));
        test.Faults.Next(Verb.Commit, Fault.LoseReply);

        await test.Activity.WriteAsync(Entry("a"), Token);

        (await AllAsync(test)).Should().HaveCount(2);
    }

    [Fact]
    public async Task WriteAsync_WithinTrace_StoresTraceIdsAndOccurredAt()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        var occurred = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(12_345_678);

        var entry = await test.Activity.WriteAsync(Entry("a") with { OccurredAt = occurred }, Token);

        (entry.TraceId, entry.SpanId).Should().Be((activity.TraceId.ToHexString(), activity.SpanId.ToHexString()));
        entry.OccurredAt.Should().Be(occurred.AddTicks(-8), "it is truncated to microseconds");
        entry.Should().Be(ActivityDocument.Read((await AllAsync(test)).Single()));
    }

    [Fact, Trait("Guarantee", "L6")]
    public async Task ListAsync_ByAgentAndLevel_ReturnsNewestFirst()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        ActivityLevel[] levels = [ActivityLevel.Info, ActivityLevel.Warn, ActivityLevel.Error];
        var written = new List<ActivityEntry>();
        foreach (var number in Enumerable.Range(0, 12))
        {
            written.Add(await test.Activity.WriteAsync(
                new NewActivity { Agent = number % 2 == 0 ? "a" : "b", Action = $"act {number}", Level = levels[number % 3] }, Token));
        }

        (await FoundAsync(null)).Should().Equal(Expected(_ => true));
        (await FoundAsync(ActivityFilter.ByAgent("a"))).Should().Equal(Expected(entry => entry.Agent == "a"));
        (await FoundAsync(ActivityFilter.ByLevel(ActivityLevel.Warn))).Should().Equal(Expected(entry => entry.Level >= ActivityLevel.Warn));
        (await FoundAsync(ActivityFilter.ByLevel(ActivityLevel.Info))).Should().Equal(Expected(_ => true));
        (await FoundAsync(ActivityFilter.ByAgent("b", ActivityLevel.Error)))
            .Should().Equal(Expected(entry => entry is { Agent: "b", Level: ActivityLevel.Error }));
        (await FoundAsync(ActivityFilter.ByAgent("c"))).Should().BeEmpty();

        IEnumerable<string> Expected(Func<ActivityEntry, bool> matches) => written
            .Where(matches)
            .OrderByDescending(entry => entry.Timestamp).ThenByDescending(entry => entry.Id, StringComparer.Ordinal)
            .Select(entry => entry.Action);

        async Task<IReadOnlyList<string>> FoundAsync(ActivityFilter? filter) =>
            [.. (await PagesAsync(test, filter, size: 5)).Select(entry => entry.Action)];
    }

    [Fact, Trait("Guarantee", "L6")]
    public async Task ListAsync_WithEqualTimesDuringWrites_ReturnsEachEntryOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        // All entries of one commit have one server time.
        var equal = Enumerable.Range(0, 25).Select(_ => test.Form.Now(Entry("a"))).ToList();
        await test.Engine.CommitDirectlyAsync(equal, Token);

        var found = await PagesAsync(
            test, ActivityFilter.ByAgent("a"), size: 4, betweenPages: () => test.Activity.WriteAsync(Entry("a"), Token));

        // Entries written during the query may have the same time and be returned; the library guarantees nothing about them.
        var ids = equal.Select(write => DatabaseRoot.IdOf(write.Update.Name)).ToList();
        var before = found.Where(entry => ids.Contains(entry.Id)).ToList();
        found.Select(entry => entry.Id).Should().OnlyHaveUniqueItems();
        before.Select(entry => entry.Id).Should().BeEquivalentTo(ids);
        before.Select(entry => entry.Timestamp).Distinct().Should().ContainSingle();
    }

    [Fact, Trait("Guarantee", "L6")]
    public async Task ListAsync_OverEntriesOfOtherClients_ReadsThemWithDefaults()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.WriteRawAsync(
            Writes.Create(
                test.Engine.Root.Document("logs", "foreign"),
                [new("agent", Values.Of("a")), new("level", Values.Of("fatal")), new("details", Values.Null), new("more", Values.Of(1))])
            .WithServerTime("timestamp"),
            Token);

        var entry = (await test.Activity.ListAsync(ActivityFilter.ByAgent("a"), cancellationToken: Token)).Items
            .Should().ContainSingle().Subject;

        entry.Should().BeEquivalentTo(
            new { Id = "foreign", Agent = "a", Action = "", Level = ActivityLevel.Unknown, Details = StateMap.Empty });
    }

    private static NewActivity Entry(string agent) => new() { Agent = agent, Action = "acted" };

    private static async Task<IReadOnlyList<Document>> AllAsync(QueueUnderTest test) =>
        (await test.Engine.QueryAsync(test.Engine.Root.Parent, new DocumentQuery("logs").Build(), Token)).Documents;

    private static async Task<IReadOnlyList<ActivityEntry>> PagesAsync(
        QueueUnderTest test, ActivityFilter? filter, int size, Func<Task>? betweenPages = null)
    {
        var found = new List<ActivityEntry>();
        string? token = null;
        do
        {
            var page = await test.Activity.ListAsync(filter, new PageRequest { Size = size, ContinuationToken = token }, Token);
            found.AddRange(page.Items);
            token = page.ContinuationToken;
            await (betweenPages?.Invoke() ?? Task.CompletedTask);
        }
        while (token is not null);

        return found;
    }
}

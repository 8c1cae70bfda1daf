using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentState.Contracts;
using AgentState.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

public sealed class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P14")]
    public async Task BilledOperations_AreCountedByService()
    {
        // Other tests run in parallel, so this test uses its own collection.
        var collection = $"c{DocumentIds.New()}";
        var counted = new ConcurrentDictionary<(string Instrument, string? Tag), long>();
        using var listener = Listen(counted);
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var name = test.Engine.Root.Document(collection, "a");

        await test.Stack.Documents.GetAsync([name, name], Token);
        await test.Stack.Documents.CommitAsync([Writes.Create(name, [])], Token);
        await test.Stack.Documents.QueryAsync(test.Engine.Root.Parent, new DocumentQuery(collection).Build(), Token);
        await test.Stack.Documents.AggregateAsync(test.Engine.Root.Parent, new DocumentQuery(collection).BuildCount(), Token);
        await test.Stack.Documents.BatchWriteAsync([Writes.Delete(name)], Token);

        counted.Where(count => count.Key.Tag == collection).Should().BeEquivalentTo(new Dictionary<(string, string?), long>
        {
            [(AgentStateTelemetry.BilledReads, collection)] = 3,
            [(AgentStateTelemetry.BilledWrites, collection)] = 1,
            [(AgentStateTelemetry.BilledDeletes, collection)] = 1,
        });
    }

    [Theory, Trait("Guarantee", "P14")]
    [InlineData("logs", "activity")]
    [InlineData("agents/a/instances", "agents")]
    [InlineData("tasks", "tasks")]
    public async Task BilledOperations_OfACollection_AreTaggedWithItsService(string path, string service)
    {
        var counted = new ConcurrentDictionary<(string Instrument, string? Tag), long>();
        using var listener = Listen(counted);
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());

        await test.Stack.Documents.GetAsync([$"{test.Engine.Root.Parent}/{path}/x"], Token);

        counted.Should().ContainKey((AgentStateTelemetry.BilledReads, service));
    }

    [Fact, Trait("Guarantee", "P14")]
    public async Task Claims_WonAndLost_AreCountedSeparatelyByType()
    {
        var type = $"t{DocumentIds.New()}";
        var counted = new ConcurrentDictionary<(string Instrument, string? Tag), long>();
        using var listener = Listen(counted);
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var ids = new List<string>();
        while (ids.Count < 4)
        {
            ids.Add((await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(type, priority: 9 - ids.Count), Token)).Id);
        }

        test.Faults.Next(Verb.Commit, Fault.Before(() => test.ClaimAsForeignerAsync(ids[0], "other-agent", Token)));
        (await test.Queue.ClaimAsync(type, "agent", Token))!.Task.Id.Should().Be(ids[1]);
        test.Faults.Next(Verb.BatchWrite, Fault.Before(() => test.ClaimAsForeignerAsync(ids[2], "other-agent", Token)));
        (await test.Queue.ClaimManyAsync(type, "agent", 10, Token)).Should().ContainSingle().Which.Task.Id.Should().Be(ids[3]);

        counted.Where(count => count.Key.Tag == type).Should().BeEquivalentTo(new Dictionary<(string, string?), long>
        {
            [(AgentStateTelemetry.TaskClaims, type)] = 2,
            [(AgentStateTelemetry.TaskClaimsLost, type)] = 2,
        });
    }

    [Fact, Trait("Guarantee", "L2"), Trait("Guarantee", "P14")]
    public async Task DroppedEntries_AreCountedByLevel()
    {
        var counted = new ConcurrentDictionary<(string Instrument, string? Tag), long>();
        using var listener = Listen(counted);
        var test = QueueUnderTest.Over(
            await Embedded.CreateAsync(),
            activity: new ActivityOptions { QueueCapacity = 1, FlushInterval = TimeSpan.FromMinutes(1) });

        for (var number = 0; number < 3; number++)
        {
            test.Activity.TryWrite(new NewActivity { Agent = "a", Action = "acted", Level = ActivityLevel.Warn }).Should().Be(number == 0);
        }

        // Other tests run in parallel and may drop entries as well.
        counted.Should().ContainKey((AgentStateTelemetry.ActivityDropped, "warn")).WhoseValue.Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact, Trait("Guarantee", "P14")]
    public async Task Call_WithRetries_IsOneClientSpanWithoutContent()
    {
        var project = $"p-{Guid.NewGuid():n}";
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AgentStateTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var test = QueueUnderTest.Over(new EmbeddedDocumentStore(new DatabaseRoot(project), TimeProvider.System), attempts: 2);
        test.Faults.Next(Verb.Commit, Fault.LoseRequest, null, Fault.LoseRequest, Fault.LoseRequest);

        var task = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var failing = () => test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await failing.Should().ThrowAsync<StateUnavailableException>();

        var own = spans.Where(span => span.GetTagItem("db.namespace") as string == $"projects/{project}/databases/(default)").ToList();
        own.Select(span => span.DisplayName).Should().Equal("commit tasks", "commit tasks");
        own[0].Kind.Should().Be(ActivityKind.Client);
        own[0].GetTagItem("db.operation.name").Should().Be("commit");
        own[0].GetTagItem("db.collection.name").Should().Be("tasks");
        own[0].Status.Should().Be(ActivityStatusCode.Unset);
        own[1].GetTagItem("error.type").Should().Be(typeof(StateUnavailableException).FullName);
        own[1].Status.Should().Be(ActivityStatusCode.Error);
        own.SelectMany(span => span.TagObjects).Select(tag => tag.Value?.ToString()).Should()
            .NotContain(text => text!.Contains(task.Id, StringComparison.Ordinal));
    }

    [Fact, Trait("Guarantee", "W3")]
    public async Task ListenerAge_WhileListening_IsAGauge()
    {
        var collection = $"c{DocumentIds.New()}";
        var time = new FakeTimeProvider();
        var test = QueueUnderTest.Over(await Embedded.CreateAsync(), time: time);
        var ages = new ConcurrentQueue<double>();
        using var listener = Listen([]);
        listener.SetMeasurementEventCallback<double>((instrument, measurement, tags, _) =>
        {
            if (instrument.Name == AgentStateTelemetry.ListenerAge && tags.ToArray().Any(tag => collection.Equals(tag.Value)))
            {
                ages.Enqueue(measurement);
            }
        });
        var target = ListenTarget.OfQuery(test.Engine.Root.Parent, new DocumentQuery(collection).Build());
        await using (var watch = test.Stack.Documents.ListenAsync(target, Token).GetAsyncEnumerator(Token))
        {
            await watch.MoveNextAsync();
            time.Advance(TimeSpan.FromSeconds(7));
            listener.RecordObservableInstruments();
            test.Stack.OpenListeners.Oldest.Should().Be(TimeSpan.FromSeconds(7));
            await test.Stack.Documents.CommitAsync([Writes.Create(test.Engine.Root.Document(collection, "a"), [])], Token);
            await watch.MoveNextAsync();
            listener.RecordObservableInstruments();
        }

        listener.RecordObservableInstruments();

        ages.Should().Equal(7, 0);
        test.Stack.OpenListeners.Oldest.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "P14")]
    public void Names_AreStable()
    {
        var names = typeof(AgentStateTelemetry).GetFields().Select(field => (string)field.GetRawConstantValue()!);

        names.Should().BeEquivalentTo(
            "AgentState", "AgentState", "agentstate.billed.reads", "agentstate.billed.writes", "agentstate.billed.deletes",
            "agentstate.listener.age", "agentstate.task.claims", "agentstate.task.claims.lost", "agentstate.token.refreshes",
            "agentstate.token.reauthorizations", "agentstate.token.races.recovered", "agentstate.token.leases.taken_over",
            "agentstate.task.type", "agentstate.activity.dropped", "agentstate.activity.refused", "agentstate.activity.level",
            "agentstate.sqlite.scans", "agentstate.collection", "agentstate.service");
    }

    private static MeterListener Listen(ConcurrentDictionary<(string Instrument, string? Tag), long> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AgentStateTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, measurement, tags, _) =>
        {
            string? by = null;
            foreach (var tag in tags)
            {
                by = tag.Key is AgentStateTelemetry.ServiceTag or AgentStateTelemetry.TaskTypeTag or AgentStateTelemetry.ActivityLevelTag
                    ? tag.Value as string
                    : by;
            }

            counted.AddOrUpdate((instrument.Name, by), measurement, (_, before) => before + measurement);
        });
        listener.Start();
        return listener;
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentState.Contracts;

namespace AgentState.Tests;

/// <summary>Whoever listens to metrics and spans may throw: that changes no call.</summary>
public sealed class BrokenListenerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "P14")]
    public async Task AMeterListenerThatThrows_ChangesNoCall()
    {
        // Other tests run meanwhile, and listen too: it throws at what is this test's own alone.
        var type = $"t{DocumentIds.New()}";
        var thrown = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == AgentStateTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Value as string == type)
                {
                    Interlocked.Increment(ref thrown);
                    throw new InvalidOperationException("The listener is broken.");
                }
            }
        });
        listener.Start();
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var task = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(type), Token);
        var name = test.Engine.Root.Document(type, "a");

        (await test.Queue.ClaimAsync(type, "a", Token))!.Task.Id.Should().Be(task.Id);
        (await test.Stack.Documents.CommitAsync([Writes.Create(name, [])], Token)).Kind.Should().Be(OutcomeKind.Applied);
        (await test.Stack.Documents.GetAsync([name], Token))[0].Document.Should().NotBeNull();

        thrown.Should().BeGreaterThanOrEqualTo(3);
    }

    [Theory, Trait("Promise", "P14")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASpanListenerThatThrows_ChangesNoCall(bool atItsBegin)
    {
        var collection = $"c{DocumentIds.New()}";
        var thrown = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == AgentStateTelemetry.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = span => Throw(span, when: atItsBegin),
            ActivityStopped = span => Throw(span, when: !atItsBegin),
        };
        ActivitySource.AddActivityListener(listener);
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var name = test.Engine.Root.Document(collection, "a");

        (await test.Stack.Documents.CommitAsync([Writes.Create(name, [])], Token)).Kind.Should().Be(OutcomeKind.Applied);
        (await test.Stack.Documents.GetAsync([name], Token))[0].Document.Should().NotBeNull();

        thrown.Should().Be(2);

        void Throw(Activity span, bool when)
        {
            if (when && span.DisplayName.EndsWith(collection, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref thrown);
                throw new InvalidOperationException("The listener is broken.");
            }
        }
    }
}

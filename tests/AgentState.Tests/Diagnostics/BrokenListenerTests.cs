using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentState.Contracts;

namespace AgentState.Tests;

/// <summary>A metric or span listener that throws does not change the result of a call.</summary>
public sealed class BrokenListenerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P14")]
    public async Task MeterListener_ThatThrows_DoesNotChangeCalls()
    {
        // Other tests run in parallel, so the listener throws only for the task type of this test.
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

    [Theory, Trait("Guarantee", "P14")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SpanListener_ThatThrows_DoesNotChangeCalls(bool atItsBegin)
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

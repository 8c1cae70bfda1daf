using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AgentState.Tests;

/// <summary>Records the spans and metric tags of every source in this process until it is disposed.</summary>
internal sealed class HeardTelemetry : IDisposable
{
    private readonly ConcurrentQueue<string> told;
    private readonly ActivityListener spans;
    private readonly MeterListener metrics;

    public HeardTelemetry(ConcurrentQueue<string> told)
    {
        this.told = told;
        spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                told.Enqueue(span.DisplayName + span.StatusDescription);
                foreach (var (name, value) in span.TagObjects)
                {
                    told.Enqueue($"{name}={value}");
                }
            },
        };
        ActivitySource.AddActivityListener(spans);
        metrics = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Tell(instrument, tags));
        metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Tell(instrument, tags));
        metrics.Start();
    }

    public void Dispose()
    {
        spans.Dispose();
        metrics.Dispose();
    }

    private void Tell(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            told.Enqueue($"{instrument.Name} {tag.Key}={tag.Value}");
        }
    }
}

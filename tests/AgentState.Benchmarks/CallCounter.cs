using System.Diagnostics.Metrics;

namespace AgentState.Benchmarks;

/// <summary>
/// Counts the requests that leave this process, where .NET itself counts them: in the HTTP handler beneath gRPC, so that neither side can
/// make a call unseen. Not in use while time and memory are measured.
/// </summary>
internal sealed class CallCounter : IDisposable
{
    private readonly MeterListener listener = new();
    private int calls;

    public CallCounter()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref calls));
        listener.Start();
    }

    public int Calls => Volatile.Read(ref calls);

    public void Dispose() => listener.Dispose();
}

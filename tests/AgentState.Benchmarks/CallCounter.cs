using System.Diagnostics.Metrics;

namespace AgentState.Benchmarks;

/// <summary>Counts all requests of this process with .NET's meter of the HTTP handler below gRPC.</summary>
/// <remarks>It is not in use while time and memory are measured.</remarks>
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

using System.Diagnostics.Metrics;

namespace AgentState.Benchmarks;

/// <summary>Counts won and lost claims of this process with the meter of the library.</summary>
internal sealed class ClaimCounter : IDisposable
{
    private readonly MeterListener listener = new();
    private long won;
    private long lost;

    public ClaimCounter()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == AgentStateTelemetry.MeterName &&
                instrument.Name is AgentStateTelemetry.TaskClaims or AgentStateTelemetry.TaskClaimsLost)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, claims, _, _) =>
        {
            if (instrument.Name == AgentStateTelemetry.TaskClaims)
            {
                Interlocked.Add(ref won, claims);
            }
            else
            {
                Interlocked.Add(ref lost, claims);
            }
        });
        listener.Start();
    }

    public long Won => Interlocked.Read(ref won);

    public long Lost => Interlocked.Read(ref lost);

    public void Dispose() => listener.Dispose();
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AgentState.Sqlite.Tests;

/// <summary>Counts the scans of all stores of this process, by the id of their collection.</summary>
internal sealed class ScanCounter : IDisposable
{
    private const string Instrument = "agentstate.sqlite.scans";

    private readonly ConcurrentDictionary<string, long> scans = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new()
    {
        InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Name == Instrument)
            {
                self.EnableMeasurementEvents(instrument);
            }
        },
    };

    public ScanCounter()
    {
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            tags.Length.Should().Be(1);
            scans.AddOrUpdate((string)tags[0].Value!, count, (_, before) => before + count);
        });
        listener.Start();
    }

    /// <summary>Returns the number of scans of a collection since this counter was created.</summary>
    public long Of(string collection) => scans.GetValueOrDefault(collection);

    /// <summary>Returns the number of all scans since this counter was created.</summary>
    public long OfAll() => scans.Values.Sum();

    public void Dispose() => listener.Dispose();
}

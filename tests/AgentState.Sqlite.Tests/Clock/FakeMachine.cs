using Microsoft.Extensions.Time.Testing;

namespace AgentState.Sqlite.Tests;

/// <summary>A simulated machine. All its processes share its uptime; each has a <see cref="FakeMachineClock"/>.</summary>
internal sealed class FakeMachine
{
    private readonly Lock gate = new();
    private int starts = 1;
    private long uptime = 3_600_000_000; // microseconds

    /// <summary>The correct time. It begins at a whole day of the present, and advances with the uptime.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero));

    /// <summary>The id of the current start.</summary>
    public string BootId
    {
        get
        {
            lock (gate)
            {
                return $"start {starts}";
            }
        }
    }

    /// <summary>Microseconds since the current start.</summary>
    public long Uptime
    {
        get
        {
            lock (gate)
            {
                return uptime;
            }
        }
    }

    /// <summary>Advances the uptime and the correct time.</summary>
    public void Advance(TimeSpan by)
    {
        lock (gate)
        {
            uptime += by.Ticks / TimeSpan.TicksPerMicrosecond;
        }

        Time.Advance(by);
    }

    /// <summary>Starts the machine again: the uptime begins anew.</summary>
    public void Restart()
    {
        lock (gate)
        {
            starts++;
            uptime = 5_000_000;
        }
    }
}

using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Activities;

/// <summary>Counts and logs the buffered entries that were not stored: each refused entry, and the dropped ones together.</summary>
internal sealed class ActivityTally(ILogger logger)
{
    private long dropped;
    private long refused;
    private long unlogged;

    public long Dropped => Interlocked.Read(ref dropped);

    public long Refused => Interlocked.Read(ref refused);

    public void Drop(QueuedActivity entry)
    {
        Interlocked.Increment(ref dropped);
        Interlocked.Increment(ref unlogged);
        Telemetry.DroppedActivity(ActivityLevelText.Of(entry.Level));
    }

    public void Refuse(QueuedActivity entry, Exception reason)
    {
        Interlocked.Increment(ref refused);
        Telemetry.RefusedActivity(ActivityLevelText.Of(entry.Level));
        Log.ActivityRefused(logger, DatabaseRoot.IdOf(entry.Write.Update.Name), reason);
    }

    /// <summary>Logs how many entries were dropped since the last call.</summary>
    public void LogDropped()
    {
        if (Interlocked.Exchange(ref unlogged, 0) is > 0 and var count)
        {
            Log.ActivityDropped(logger, count);
        }
    }
}

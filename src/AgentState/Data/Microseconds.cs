namespace AgentState.Internal.Data;

/// <summary>Truncates times to microseconds, the precision that Firestore stores.</summary>
internal static class Microseconds
{
    public static DateTimeOffset Truncate(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

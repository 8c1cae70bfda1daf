namespace AgentState;

/// <summary>Firestore keeps times to the microsecond, and cuts off what is finer.</summary>
internal static class Microseconds
{
    public static DateTimeOffset Truncate(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

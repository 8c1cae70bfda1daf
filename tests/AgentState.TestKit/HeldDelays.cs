namespace AgentState.TestKit;

/// <summary>The system's time, but that delays of one length never end: what depends on them shows.</summary>
internal sealed class HeldDelays(TimeSpan held) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == held ? Timeout.InfiniteTimeSpan : dueTime, period);
}

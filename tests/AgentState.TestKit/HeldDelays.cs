namespace AgentState.TestKit;

/// <summary>The system clock, except that delays of one given length never end.</summary>
internal sealed class HeldDelays(TimeSpan held) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == held ? Timeout.InfiniteTimeSpan : dueTime, period);
}

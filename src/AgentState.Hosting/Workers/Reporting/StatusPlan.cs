using AgentState.Internal.Agents.Instances;

namespace AgentState.Internal.Hosting.Workers.Reporting;

/// <summary>Decides when an instance writes its agent's status. No I/O.</summary>
/// <remarks>
/// Running is written at once. Idle is written after eight seconds without work, and at least ten seconds after the last write of this
/// instance. So an instance writes idle at most once in ten seconds, and running once for each idle.
/// </remarks>
internal sealed class StatusPlan(TimeProvider time, TimeSpan heartbeat)
{
    private static readonly TimeSpan IdleDelay = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(5);

    // The version of the agent's document after this instance wrote running; null if its last write was not running.
    private StateVersion? running;
    private long? idleSince;
    private long? writtenAt;
    private long? correctedAt;
    private long? checkAt;
    private long? failedAt;

    /// <summary>Returns what to write now.</summary>
    /// <param name="isBusy">Whether the instance works on a task.</param>
    /// <param name="agent">The agent as last received; null = not received.</param>
    public StatusStep Next(bool isBusy, Agent? agent)
    {
        var now = time.GetTimestamp();
        idleSince = isBusy ? null : idleSince ?? now;
        if (!HasPassed(failedAt, FailureDelay))
        {
            return StatusStep.None;
        }

        if (isBusy)
        {
            return running is null || IsOverwritten(agent, now) ? StatusStep.Running : StatusStep.None;
        }

        if (running is not null)
        {
            return HasPassed(idleSince, IdleDelay) && HasPassed(writtenAt, Pause) ? StatusStep.Idle : StatusStep.None;
        }

        return IsLeftRunning(agent, now) ? StatusStep.Idle : StatusStep.None;
    }

    /// <summary>Records that running was written.</summary>
    /// <param name="version">The version of the agent's document after the write.</param>
    public void LearnRunning(StateVersion version) => (running, writtenAt, failedAt, checkAt) = (version, time.GetTimestamp(), null, null);

    /// <summary>Records the outcome of an attempt to write idle.</summary>
    public void LearnIdle(IdleOutcome outcome)
    {
        failedAt = null;
        if (outcome.Kind is IdleOutcomeKind.Conflict)
        {
            return;
        }

        running = null;
        var wait = outcome.BusyFor > heartbeat ? outcome.BusyFor : heartbeat;
        checkAt = outcome.Kind is IdleOutcomeKind.Withheld ? time.GetTimestamp() + Ticks(wait) : null;
        writtenAt = outcome.Kind is IdleOutcomeKind.Written ? time.GetTimestamp() : writtenAt;
    }

    /// <summary>Records that a write failed; it is retried after five seconds.</summary>
    public void LearnFailure() => failedAt = time.GetTimestamp();

    // Overwritten by a client that ignores the instances. It is corrected at most once in ten seconds, so that two clients that disagree do
    // not write continuously.
    private bool IsOverwritten(Agent? agent, long now)
    {
        var isOverwritten = agent is { Status: AgentStatus.Idle } &&
            agent.Version.ToTimestamp() > running!.Value.ToTimestamp() && HasPassed(correctedAt, Pause);
        correctedAt = isOverwritten ? now : correctedAt;
        return isOverwritten;
    }

    // Another instance is busy, or was busy and is dead. It is checked once that instance would be dead, at most once per heartbeat.
    private bool IsLeftRunning(Agent? agent, long now)
    {
        checkAt = agent is { Status: AgentStatus.Running } ? checkAt ?? now + Ticks(heartbeat) : null;
        return checkAt <= now;
    }

    private bool HasPassed(long? since, TimeSpan span) => since is not { } at || time.GetElapsedTime(at) >= span;

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}

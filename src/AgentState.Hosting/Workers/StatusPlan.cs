namespace AgentState;

/// <summary>
/// Decides when an instance writes its agent's status. Running is written at once; idle after eight seconds without work, and ten after
/// this instance wrote last: so an instance writes idle at most once in ten seconds, and running once for each idle. No I/O.
/// </summary>
internal sealed class StatusPlan(TimeProvider time, TimeSpan heartbeat)
{
    private static readonly TimeSpan IdleDelay = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(5);

    // Whether the instance's last word is that it is busy, and the version that this left.
    private StateVersion? running;
    private long? idleSince;
    private long? writtenAt;
    private long? correctedAt;
    private long? checkAt;
    private long? failedAt;

    /// <summary>What to write now.</summary>
    /// <param name="isBusy">Whether the instance works on a task.</param>
    /// <param name="agent">The agent, as it is known; null = nothing is known.</param>
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

    /// <summary>Running was written.</summary>
    /// <param name="version">The version of the agent's document that this left.</param>
    public void LearnRunning(StateVersion version) => (running, writtenAt, failedAt, checkAt) = (version, time.GetTimestamp(), null, null);

    /// <summary>What became of idle.</summary>
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

    /// <summary>The write failed: it is tried again some seconds later.</summary>
    public void LearnFailure() => failedAt = time.GetTimestamp();

    // By a program that does not look at the instances. It is put right once in ten seconds: two that disagree must not write all the time.
    private bool IsOverwritten(Agent? agent, long now)
    {
        var isOverwritten = agent is { Status: AgentStatus.Idle } &&
            agent.Version.ToTimestamp() > running!.Value.ToTimestamp() && HasPassed(correctedAt, Pause);
        correctedAt = isOverwritten ? now : correctedAt;
        return isOverwritten;
    }

    // Another instance is busy, or was and is dead: looked into when it would be known to be dead, at each heartbeat at most.
    private bool IsLeftRunning(Agent? agent, long now)
    {
        checkAt = agent is { Status: AgentStatus.Running } ? checkAt ?? now + Ticks(heartbeat) : null;
        return checkAt <= now;
    }

    private bool HasPassed(long? since, TimeSpan span) => since is not { } at || time.GetElapsedTime(at) >= span;

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}

namespace AgentState;

/// <summary>From two of the database's times to a grade. Pure.</summary>
internal static class LivenessRules
{
    private const int SuspectAfter = 2;
    private const int DeadAfter = 3;

    /// <summary>The grade of a heartbeat that is so old.</summary>
    public static LivenessGrade GradeOf(TimeSpan age, TimeSpan interval) =>
        age >= interval * DeadAfter ? LivenessGrade.Dead
        : age >= interval * SuspectAfter ? LivenessGrade.Suspect
        : LivenessGrade.Alive;

    /// <summary>When a heartbeat's grade becomes worse than it is; null where it cannot.</summary>
    public static DateTimeOffset? WorseAfter(InstanceRecord newest, LivenessGrade grade) => grade switch
    {
        LivenessGrade.Alive => newest.LastHeartbeat + (newest.Interval * SuspectAfter),
        LivenessGrade.Suspect => newest.LastHeartbeat + (newest.Interval * DeadAfter),
        _ => null,
    };

    /// <summary>How long after its last heartbeat the fleet takes an instance for dead.</summary>
    public static TimeSpan DeadAge(TimeSpan interval) => interval * DeadAfter;

    /// <summary>How an agent is whose instances are these: as its liveliest.</summary>
    public static AgentLiveness Of(InstanceRecord? newest, DateTimeOffset readAt) => newest is null
        ? new AgentLiveness { Grade = LivenessGrade.Absent, ReadAt = readAt }
        : new AgentLiveness
        {
            Grade = GradeOf(readAt - newest.LastHeartbeat, newest.Interval),
            LastHeartbeat = newest.LastHeartbeat,
            ReadAt = readAt,
            InstanceId = newest.InstanceId,
            Epoch = newest.Epoch,
        };
}

namespace AgentState.Internal.Agents;

/// <summary>Computes the liveness grade from two times of the database; has no state and does no I/O.</summary>
internal static class LivenessRules
{
    private const int SuspectAfter = 2;
    private const int DeadAfter = 3;

    /// <summary>The grade for the age of the newest heartbeat.</summary>
    public static LivenessGrade GradeOf(TimeSpan age, TimeSpan interval) =>
        age >= interval * DeadAfter ? LivenessGrade.Dead
        : age >= interval * SuspectAfter ? LivenessGrade.Suspect
        : LivenessGrade.Alive;

    /// <summary>The time at which the grade becomes worse; null if it is already the worst.</summary>
    public static DateTimeOffset? WorseAfter(InstanceRecord newest, LivenessGrade grade) => grade switch
    {
        LivenessGrade.Alive => newest.LastHeartbeat + (newest.Interval * SuspectAfter),
        LivenessGrade.Suspect => newest.LastHeartbeat + (newest.Interval * DeadAfter),
        _ => null,
    };

    /// <summary>The age of the last heartbeat from which the fleet treats an instance as dead.</summary>
    public static TimeSpan DeadAge(TimeSpan interval) => interval * DeadAfter;

    /// <summary>The liveness of an agent, given its instance with the newest heartbeat; absent if there is no instance.</summary>
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

using AgentState;

namespace FleetMonitor.Views;

/// <summary>Formats changes of liveness, status and desired state; ignores heartbeats and counters.</summary>
internal static class ChangeLines
{
    public static IEnumerable<string> Of(AgentChange change)
    {
        if (change.After is not { } after)
        {
            // Deregistered, or no longer matching the filter.
            yield return $"{change.AgentId}: gone";
            yield break;
        }

        if (change.BecameStale)
        {
            yield return GradeOf(after) is LivenessGrade.Dead
                ? $"{change.AgentId} became dead (heartbeat lost)"
                : $"{change.AgentId} became suspect (heartbeat late)";
        }

        if (change.Recovered)
        {
            yield return $"{change.AgentId} recovered";
        }

        var isGradeTold = change.BecameStale || change.Recovered;
        if (change.Before is not { } before
            || Work(before) != Work(after)
            || (!isGradeTold && GradeOf(before) != GradeOf(after)))
        {
            var (status, desired) = Work(after);
            yield return $"{change.AgentId}: {Words.Of(status)}, {Words.Of(GradeOf(after))}" +
                (desired is AgentDesiredState.Running ? "" : $", desired {Words.Of(desired)}");
        }
    }

    // An agent without a desired state counts as running.
    private static (AgentStatus Status, AgentDesiredState DesiredState) Work(Agent agent) =>
        (agent.Status, agent.DesiredState ?? AgentDesiredState.Running);

    private static LivenessGrade GradeOf(Agent agent) => agent.Liveness?.Grade ?? LivenessGrade.Absent;
}

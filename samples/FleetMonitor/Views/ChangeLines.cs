using AgentState;

namespace FleetMonitor.Views;

/// <summary>Formats changes of liveness, status and desired state; ignores heartbeats and counters.</summary>
internal static class ChangeLines
{
    public static IEnumerable<string> Of(PresenceChange change)
    {
        if (change.After is not { } after)
        {
            // Deregistered, or no longer matching the filter.
            yield return $"{change.AgentId}: gone";
            yield break;
        }

        if (change.BecameStale)
        {
            yield return after.Liveness.Grade is LivenessGrade.Dead
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
            || (!isGradeTold && before.Liveness.Grade != after.Liveness.Grade))
        {
            var (status, desired) = Work(after);
            yield return $"{change.AgentId}: {Words.Of(status)}, {Words.Of(after.Liveness.Grade)}" +
                (desired is AgentDesiredState.Running ? "" : $", desired {Words.Of(desired)}");
        }
    }

    // An agent without a desired state counts as running.
    private static (AgentStatus Status, AgentDesiredState DesiredState) Work(AgentPresence presence) =>
        (presence.Agent.Status, presence.Agent.DesiredState ?? AgentDesiredState.Running);
}

using AgentState;

namespace FleetMonitor.Views;

/// <summary>
/// A change of the fleet in words. Whether somebody lives, what they do and what they are wanted to do are worth a line; a heartbeat is not, nor a
/// counter: what was counted stands in the log.
/// </summary>
internal static class ChangeLines
{
    public static IEnumerable<string> Of(PresenceChange change)
    {
        if (change.After is not { } after)
        {
            // Deregistered, or no longer among those asked for.
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
        if (change.Before is not { } before || Work(before) != Work(after) || (!isGradeTold && before.Liveness.Grade != after.Liveness.Grade))
        {
            var (status, wanted) = Work(after);
            yield return $"{change.AgentId}: {Words.Of(status)}, {Words.Of(after.Liveness.Grade)}" +
                (wanted is AgentWantedState.Running ? "" : $", wanted {Words.Of(wanted)}");
        }
    }

    // That nobody has said what an agent is to do is as good as running.
    private static (AgentStatus Status, AgentWantedState Wanted) Work(AgentPresence presence) =>
        (presence.Agent.Status, presence.Agent.Wanted ?? AgentWantedState.Running);
}

using System.Globalization;

namespace AgentState.Chaos;

/// <summary>Prints the result of a run.</summary>
internal static class Report
{
    // One error may cause many violations.
    private const int MostTold = 30;

    /// <returns>Whether every guarantee held.</returns>
    public static bool Write(QueueEvidence evidence, People people, IReadOnlyList<string> violations, int seed)
    {
        var tasks = evidence.Tasks.CountBy(task => task.Status).ToDictionary();
        var (done, failed, cancelled) = (Of(AgentTaskStatus.Done), Of(AgentTaskStatus.Failed), Of(AgentTaskStatus.Cancelled));
        var open = evidence.Tasks.Count - done - failed - cancelled;
        var (enqueued, byWorkers) = (evidence.Enqueued.Count, evidence.Ours.Count());
        Print($"{enqueued} tasks: {done} done ({byWorkers} by workers), {failed} failed, {cancelled} cancelled, {open} not completed.");
        Print($"{people.Cancelled} cancellations requested, {people.Requeued.Count} requeued, {people.Released} claimed and released.");
        var begun = evidence.Handlers.Count(entry => entry.IsBegin);
        var killed = begun - evidence.Handlers.Count(entry => !entry.IsBegin);
        var lost = evidence.Handlers.Count(entry => entry.WasToldOfLoss);
        var expired = Expired(evidence);
        Print($"{begun} attempts by workers: {killed} killed, {lost} cancelled because of their lease; {expired} leases expired.");
        Print($"{evidence.Disturbances.Kills} kills, {evidence.Disturbances.Stops} suspensions, {evidence.Disturbances.Outages} outages.");
        foreach (var (agentId, counted) in evidence.Counted)
        {
            var (least, most) = QueueCheck.Bounds(evidence, agentId);
            Print($"  {agentId}: {counted} completed tasks in its stats, {most} in the documents; kills may hide {most - least}");
        }

        foreach (var violation in violations.Take(MostTold))
        {
            Print($"VIOLATED: {violation}");
        }

        Print(violations.Count == 0
            ? (FormattableString)$"Every task is stored once, with one outcome, from the attempt that held it."
            : $"{violations.Count} guarantees were violated. The seed was {seed}.");
        return violations.Count == 0;

        int Of(AgentTaskStatus status) => tasks.GetValueOrDefault(status);
    }

    public static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static int Expired(QueueEvidence evidence) =>
        evidence.Tasks.Sum(task => task.Errors.Count(error => error.Message == AgentTaskErrors.LeaseExpired));
}

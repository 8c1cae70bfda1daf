using System.Globalization;

namespace AgentState.Chaos;

/// <summary>Says how it was.</summary>
internal static class Report
{
    // One mistake has many consequences.
    private const int MostTold = 30;

    /// <returns>Whether nothing was violated.</returns>
    public static bool Write(QueueEvidence evidence, People people, IReadOnlyList<string> violations, int seed)
    {
        var tasks = evidence.Tasks.CountBy(task => task.Status).ToDictionary();
        Print($"{evidence.Enqueued.Count} tasks enqueued: {Of(AgentTaskStatus.Done)} done ({evidence.Ours.Count()} by workers), {Of(AgentTaskStatus.Failed)} failed, {Of(AgentTaskStatus.Cancelled)} cancelled, {evidence.Tasks.Count - Of(AgentTaskStatus.Done) - Of(AgentTaskStatus.Failed) - Of(AgentTaskStatus.Cancelled)} not ended.");
        Print($"{people.Cancelled} asked to stop, {people.Requeued.Count} requeued, {people.Released} claimed and released by people.");
        var begun = evidence.Handlers.Count(entry => entry.IsBegin);
        Print($"{begun} attempts by workers, {begun - evidence.Handlers.Count(entry => !entry.IsBegin)} of them cut short; {evidence.Handlers.Count(entry => entry.WasToldOfLoss)} were told of a lost lease; {Expired(evidence)} leases ran out.");
        Print($"{evidence.Disturbances.Kills} kills, {evidence.Disturbances.Stops} stops, {evidence.Disturbances.Outages} outages.");
        foreach (var (agentId, counted) in evidence.Counted)
        {
            var (least, most) = QueueCheck.Bounds(evidence, agentId);
            Print($"  {agentId}: {counted} tasks completed by its stats, {most} by the documents, {most - least} of which kills may have left uncounted");
        }

        foreach (var violation in violations.Take(MostTold))
        {
            Print($"VIOLATED: {violation}");
        }

        Print(violations.Count == 0
            ? (FormattableString)$"Every task is there once, with one outcome, of the attempt that held it."
            : $"{violations.Count} times a promise was not kept. The seed was {seed}.");
        return violations.Count == 0;

        int Of(AgentTaskStatus status) => tasks.GetValueOrDefault(status);
    }

    public static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static int Expired(QueueEvidence evidence) =>
        evidence.Tasks.Sum(task => task.Errors.Count(error => error.Message == AgentTaskErrors.LeaseExpired));
}

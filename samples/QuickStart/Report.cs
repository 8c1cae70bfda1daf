using System.Globalization;
using AgentState;

namespace QuickStart;

/// <summary>Prints the results of the run.</summary>
internal static class Report
{
    public static async Task PrintAsync(
        AgentStateClient client,
        IReadOnlyList<AgentTask> tasks,
        IReadOnlyDictionary<string, string> names,
        IReadOnlyList<BadFile> bad,
        int refreshes)
    {
        Console.WriteLine();
        Table(
            "Tasks",
            ["file", "status", "priority", "agent", "ms from enqueue to end", "result or error"],
            tasks.Select(task => (string[])
            [
                names[task.Id],
                task.Status.ToString(),
                Number(task.Priority),
                task.AssignedTo ?? "-",
                Number((long)(task.UpdatedAt - task.CreatedAt).TotalMilliseconds),
                task.Result?.ToJson() ?? task.Error ?? "-",
            ]));
        foreach (var file in bad)
        {
            Console.WriteLine($"Refused: {file.FileName}: {file.Reason}");
        }

        var agents = await client.Agents.ListAsync();
        Table(
            "Agents",
            ["agent", "type", "status", "last run", "completed", "errors"],
            agents.Items.Select(agent => (string[])
            [
                agent.Id,
                agent.Type ?? "-",
                agent.Status.ToString(),
                Time(agent.LastRun),
                Number(agent.Stats.TasksCompleted),
                Number(agent.Stats.Errors),
            ]));

        var log = await client.Activity.ListAsync(page: new PageRequest { Size = 10 });
        Table(
            "Activity, newest first",
            ["time", "agent", "action", "level", "details"],
            log.Items.Select(entry => (string[])
            [
                Time(entry.Timestamp), entry.Agent, entry.Action, entry.Level.ToString(), entry.Details.ToJson(),
            ]));

        var grant = await client.Tokens.GetGrantAsync("github");
        Table(
            "Tokens",
            ["key", "state", "access token", "refresh token", "expires", "refreshes in this run"],
            grant is null
                ? []
                :
                [
                    [
                        grant.Key, grant.State.ToString(), $"{grant.AccessToken}", $"{grant.RefreshToken}", Time(grant.ExpiresAt),
                        Number(refreshes),
                    ],
                ]);

        var billed = client.Billed;
        Console.WriteLine($"Billed operations: {billed.Reads} reads, {billed.Writes} writes, {billed.Deletes} deletes.");
        Console.WriteLine(
            $"{Number(tasks.Count + bad.Count)} files: {Count(tasks, AgentTaskStatus.Done)} tasks done, " +
            $"{Count(tasks, AgentTaskStatus.Failed)} failed, {Refused(bad)}.");
    }

    private static string Count(IReadOnlyList<AgentTask> tasks, AgentTaskStatus status) =>
        Number(tasks.Count(task => task.Status == status));

    private static string Refused(IReadOnlyList<BadFile> bad) =>
        bad.Count == 0 ? "no file refused" : $"{Number(bad.Count)} refused: {string.Join(", ", bad.Select(file => file.FileName))}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? time) => time?.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "-";

    private static void Table(string title, string[] header, IEnumerable<string[]> rows)
    {
        string[][] lines = [header, .. rows];
        var widths = header.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        Console.WriteLine($"{title}:");
        foreach (var line in lines)
        {
            Console.WriteLine("  " + string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        Console.WriteLine();
    }
}

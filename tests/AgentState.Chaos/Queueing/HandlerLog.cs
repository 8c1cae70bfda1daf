using System.Globalization;

namespace AgentState.Chaos;

/// <summary>What the handlers of one process did, in a file that outlives it.</summary>
internal sealed class HandlerLog(string path) : IDisposable
{
    /// <summary>What a handler says last whose task ends the process.</summary>
    public const string Poison = "poison";

    private readonly Lock gate = new();

    // Each line is given to the system at once: a process that is killed loses none.
    private readonly StreamWriter writer = new(path, append: true) { AutoFlush = true };

    public void Begin(TaskContext context) => Write($"begin\t{context.TaskId}\t{context.Attempt}\t{context.Claim.Token}\t");

    public void End(TaskContext context, string outcome) =>
        Write($"end\t{context.TaskId}\t{context.Attempt}\t{context.Claim.Token}\t{outcome} {context.CancellationReason}");

    /// <summary>What the handlers of all processes did.</summary>
    public static IReadOnlyList<HandlerEntry> ReadAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder)
            .SelectMany(File.ReadLines)
            .Select(static line => line.Split('\t'))
            .Select(static parts => new HandlerEntry(parts[0] == "begin", parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3], parts[4])),
    ];

    /// <summary>Whether a poisonous task has ended a process. Its other handlers may have written a line after that.</summary>
    public static bool EndedByPoison(string path) => File.Exists(path) && File.ReadLines(path).Any(static line => line.Contains($"\t{Poison} ", StringComparison.Ordinal));

    public void Dispose() => writer.Dispose();

    private void Write(FormattableString line)
    {
        lock (gate)
        {
            writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        }
    }
}

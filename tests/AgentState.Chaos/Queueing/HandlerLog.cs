using System.Globalization;

namespace AgentState.Chaos;

/// <summary>Records what the handlers of a process did, in a file that outlives the process.</summary>
internal sealed class HandlerLog(string path) : IDisposable
{
    /// <summary>The last outcome of a process that a poison task ends.</summary>
    public const string Poison = "poison";

    private readonly Lock gate = new();

    // Flushes each line to the operating system, so that a killed process loses none.
    private readonly StreamWriter writer = new(path, append: true) { AutoFlush = true };

    public void Begin(TaskContext context) => Write($"begin\t{context.TaskId}\t{context.Attempt}\t{context.Claim.Token}\t");

    public void End(TaskContext context, string outcome) =>
        Write($"end\t{context.TaskId}\t{context.Attempt}\t{context.Claim.Token}\t{outcome} {context.CancellationReason}");

    /// <summary>Reads the entries of all processes.</summary>
    public static IReadOnlyList<HandlerEntry> ReadAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder)
            .SelectMany(File.ReadLines)
            .Select(static line => line.Split('\t'))
            .Select(static parts => new HandlerEntry(
                parts[0] == "begin", parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3], parts[4])),
    ];

    /// <summary>Whether a poison task has ended the process; its other handlers may have written lines after that.</summary>
    public static bool EndedByPoison(string path) =>
        File.Exists(path) && File.ReadLines(path).Any(static line => line.Contains($"\t{Poison} ", StringComparison.Ordinal));

    public void Dispose() => writer.Dispose();

    private void Write(FormattableString line)
    {
        lock (gate)
        {
            writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        }
    }
}

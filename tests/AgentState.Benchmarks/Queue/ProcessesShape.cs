using System.Globalization;

namespace AgentState.Benchmarks;

/// <summary>The numbers of processes and handlers of a comparison.</summary>
/// <param name="Processes">The number of processes.</param>
/// <param name="Handlers">The number of handlers of each process.</param>
/// <param name="HandlersOfOne">The number of handlers of the single process.</param>
/// <param name="Least">The minimum time of a handler, in milliseconds.</param>
/// <param name="Most">The maximum time of a handler, in milliseconds.</param>
internal sealed record ProcessesShape(int Processes, int Handlers, int HandlersOfOne, int Least, int Most)
{
    /// <summary>Empty handlers, so the database is the bottleneck.</summary>
    public static ProcessesShape Empty { get; } = new(4, 16, 16, 0, 0);

    /// <summary>Handlers that take time; the single process has as many as all processes together.</summary>
    public static ProcessesShape Working { get; } = new(6, 4, 24, 5, 20);

    /// <summary>Handlers that take so long that each process is only just fast enough for partitions.</summary>
    public static ProcessesShape Slow { get; } = new(6, 4, 24, 20, 70);

    /// <summary>The time of handlers, as text.</summary>
    public string Work => Most == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{Least} to {Most} ms");

    /// <summary>Waits for a random time of a handler.</summary>
    public static Task WorkAsync(int least, int most) => most == 0 ? Task.CompletedTask : Task.Delay(Random.Shared.Next(least, most + 1));
}

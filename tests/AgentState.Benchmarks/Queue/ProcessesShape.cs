using System.Globalization;

namespace AgentState.Benchmarks;

/// <summary>How several processes share the work, and the one process that they are compared with.</summary>
/// <param name="Processes">How many processes.</param>
/// <param name="Handlers">How many handlers each of them has.</param>
/// <param name="HandlersOfOne">How many handlers the one process has.</param>
/// <param name="Least">How long a handler takes at least, in milliseconds.</param>
/// <param name="Most">How long it takes at most.</param>
internal sealed record ProcessesShape(int Processes, int Handlers, int HandlersOfOne, int Least, int Most)
{
    /// <summary>Handlers that do nothing: the database is what is shared.</summary>
    public static ProcessesShape Empty { get; } = new(4, 16, 16, 0, 0);

    /// <summary>Handlers that take time: as many in one process as in all of them.</summary>
    public static ProcessesShape Working { get; } = new(6, 4, 24, 5, 20);

    /// <summary>How long handlers take, for people.</summary>
    public string Work => Most == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{Least} to {Most} ms");

    /// <summary>Works for as long as a handler does.</summary>
    public static Task WorkAsync(int least, int most) => most == 0 ? Task.CompletedTask : Task.Delay(Random.Shared.Next(least, most + 1));
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AgentState.Chaos;

/// <summary>How long, how many, and what is taken away.</summary>
internal sealed record QueueChaosOptions
{
    public const string Usage = """
        Usage: dotnet run --project tests/AgentState.Chaos -- queue [options]
          --seconds N          how long faults go on (default 120); each kind of outage comes once at least
          --workers N          processes with workers, 2 at least: the clocks of two are wrong (default 4)
          --planners N         processes that know only the plan's fields (default 2)
          --lease N            seconds that a lease lasts (default 4); a handler now and then works for more than two
          --pace N             tasks enqueued a second, about (default 20)
          --seed N             of the order of the faults (default: drawn, and printed)
          --faults all|none    none: nothing is killed, stopped or cut off, and no lease may run out (default all)
          --older FILE         AgentState.Chaos.dll of an older build: every other process with workers runs it
          --sabotage fence     the ends of claims are written on no condition: must be found out
          --sabotage renewal   leases are never renewed, without any faults and planners: must be found out
        """;

    public int Seconds { get; private init; } = 120;

    public int Workers { get; private init; } = 4;

    public int Planners { get; private init; } = 2;

    public int Pace { get; private init; } = 20;

    public int LeaseSeconds { get; private init; } = 4;

    public int Seed { get; private init; } = Random.Shared.Next();

    public bool HasFaults { get; private init; } = true;

    /// <summary>The assembly of an older build, for every other process; null = all run this one.</summary>
    public string? OlderProgram { get; private init; }

    public QueueSabotage Sabotage { get; private init; }

    /// <summary>Reads the command line; where it cannot, tells why.</summary>
    public static bool TryParse(
        IReadOnlyList<string> args, [NotNullWhen(true)] out QueueChaosOptions? options, [NotNullWhen(false)] out string? problem)
    {
        var read = new QueueChaosOptions();
        options = null;
        problem = Usage;
        if (args is not ["queue", ..] || args.Count % 2 == 0)
        {
            return false;
        }

        for (var i = 1; i < args.Count; i += 2)
        {
            if (With(read, args[i], args[i + 1]) is not { } next)
            {
                problem = $"'{args[i]} {args[i + 1]}' is not understood.{Environment.NewLine}{Usage}";
                return false;
            }

            read = next;
        }

        (options, problem) = (read, null);
        return true;
    }

    private static QueueChaosOptions? With(QueueChaosOptions options, string name, string value) => (name, value) switch
    {
        ("--faults", "all") => options with { HasFaults = true },
        ("--faults", "none") => options with { HasFaults = false },
        ("--sabotage", "fence") => options with { Sabotage = QueueSabotage.Fence },
        ("--sabotage", "renewal") => options with { Sabotage = QueueSabotage.Renewal, HasFaults = false, Planners = 0 },
        ("--older", _) when File.Exists(value) => options with { OlderProgram = Path.GetFullPath(value) },
        _ => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? With(options, name, number) : null,
    };

    private static QueueChaosOptions? With(QueueChaosOptions options, string name, int number) => (name, number) switch
    {
        ("--seconds", >= 1) => options with { Seconds = number },
        ("--workers", >= 2) => options with { Workers = number },
        ("--planners", >= 0) => options with { Planners = number },
        ("--lease", >= 1) => options with { LeaseSeconds = number },
        ("--pace", >= 1) => options with { Pace = number },
        ("--seed", _) => options with { Seed = number },
        _ => null,
    };
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AgentState.Chaos;

/// <summary>The options of a run on the task queue.</summary>
internal sealed record QueueChaosOptions
{
    public const string Usage = """
        Usage: dotnet run --project tests/AgentState.Chaos -- queue [options]
          --seconds N          duration of the faults (default 120); each kind of outage occurs at least once
          --workers N          processes with workers, at least 2: the clocks of two are wrong (default 4)
          --planners N         other clients, which use only the ten shared fields (default 2)
          --lease N            seconds of a lease (default 4); some handlers work for more than two leases
          --pace N             tasks enqueued per second, approximately (default 20)
          --seed N             seed of the order of the faults (default: random, and printed)
          --faults all|none    none: no kills, suspensions or outages, and no lease may expire (default all)
          --older FILE         AgentState.Chaos.dll of an older build; every other worker process runs it
          --sabotage fence     completions are written without a condition: must be detected
          --sabotage renewal   leases are never renewed, without faults and other clients: must be detected
        """;

    public int Seconds { get; private init; } = 120;

    public int Workers { get; private init; } = 4;

    public int Planners { get; private init; } = 2;

    public int Pace { get; private init; } = 20;

    public int LeaseSeconds { get; private init; } = 4;

    public int Seed { get; private init; } = Random.Shared.Next();

    public bool HasFaults { get; private init; } = true;

    /// <summary>The assembly of an older build for every other worker process; null runs this build in all.</summary>
    public string? OlderProgram { get; private init; }

    public QueueSabotage Sabotage { get; private init; }

    /// <summary>Reads the command line; on failure, sets <paramref name="problem"/>.</summary>
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
                problem = $"'{args[i]} {args[i + 1]}' is not a valid option.{Environment.NewLine}{Usage}";
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

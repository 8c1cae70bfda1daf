using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AgentState.Chaos;

/// <summary>The options of a run on watches.</summary>
internal sealed record ChaosOptions
{
    public const string Usage = """
        Usage: dotnet run --project tests/AgentState.Chaos -- watch [options]
          --seconds N    duration of the faults (default 120); each kind occurs at least once
          --agents N     agents to change (default 200)
          --writers N    processes that change the agents (default 4)
          --watchers N   clients, each with one watch of every kind (default 2)
          --pace N       changes per second of each writer (default 10)
          --seed N       seed of the order of the faults (default: random, and printed)
        """;

    public int Seconds { get; private init; } = 120;

    public int Agents { get; private init; } = 200;

    public int Writers { get; private init; } = 4;

    public int Watchers { get; private init; } = 2;

    public int Pace { get; private init; } = 10;

    public int Seed { get; private init; } = Random.Shared.Next();

    /// <summary>Reads the command line; on failure, sets <paramref name="problem"/>.</summary>
    public static bool TryParse(
        IReadOnlyList<string> args, [NotNullWhen(true)] out ChaosOptions? options, [NotNullWhen(false)] out string? problem)
    {
        var read = new ChaosOptions();
        options = null;
        problem = Usage;
        if (args is not ["watch", ..] || args.Count % 2 == 0)
        {
            return false;
        }

        for (var i = 1; i < args.Count; i += 2)
        {
            if (!int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || With(read, args[i], number) is not { } next)
            {
                problem = $"'{args[i]} {args[i + 1]}' is not a valid option.{Environment.NewLine}{Usage}";
                return false;
            }

            read = next;
        }

        (options, problem) = (read, null);
        return true;
    }

    private static ChaosOptions? With(ChaosOptions options, string name, int number) => (name, number) switch
    {
        ("--seconds", >= 1) => options with { Seconds = number },
        ("--agents", >= 1) => options with { Agents = number },
        ("--writers", >= 1) => options with { Writers = number },
        ("--watchers", >= 1) => options with { Watchers = number },
        ("--pace", >= 1) => options with { Pace = number },
        ("--seed", _) => options with { Seed = number },
        _ => null,
    };
}

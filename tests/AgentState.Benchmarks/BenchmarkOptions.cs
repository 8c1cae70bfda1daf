using System.Diagnostics.CodeAnalysis;

namespace AgentState.Benchmarks;

/// <summary>The options of the command line.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        Usage: dotnet run -c Release --project tests/AgentState.Benchmarks -- [options]
          --only PARTS     only these parts, such as drain,pickup: embedded, operations, fleet, drain, distance,
                           processes, limited, node, pickup, users, activity, billing, tokens
          --pairs N        pairs of runs, the two sides alternating (default 5)
          --operations N   operations in each run (default 300)
          --tasks N        tasks to drain, and entries to buffer (default 2000)
          --embedded-only  skip the parts that need an emulator
          --smoke          the minimum of each part, to show that the program works
          --markdown       print markdown tables
        """;

    public int Pairs { get; private init; } = 5;

    public int Operations { get; private init; } = 300;

    public int Tasks { get; private init; } = 2000;

    /// <summary>Whether to run the minimum, whose figures mean nothing.</summary>
    public bool IsSmoke { get; private init; }

    public bool Markdown { get; private init; }

    private IReadOnlyCollection<Part> Parts { get; init; } = Enum.GetValues<Part>();

    /// <summary>Whether a selected part needs an emulator.</summary>
    public bool NeedsFirestore => Parts.Any(part => part is not Part.Embedded);

    public bool Wants(Part part) => Parts.Contains(part);

    /// <summary>Reads the command line; on failure, sets <paramref name="problem"/>.</summary>
    public static bool TryParse(
        IReadOnlyList<string> args, [NotNullWhen(true)] out BenchmarkOptions? options, [NotNullWhen(false)] out string? problem)
    {
        var read = new BenchmarkOptions();
        options = null;
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--pairs" when Number(args, ++i) is { } pairs:
                    read = read with { Pairs = pairs };
                    break;
                case "--operations" when Number(args, ++i) is { } operations:
                    read = read with { Operations = operations };
                    break;
                case "--tasks" when Number(args, ++i) is { } tasks:
                    read = read with { Tasks = tasks };
                    break;
                case "--only" when Named(args, ++i) is { } parts:
                    read = read with { Parts = parts };
                    break;
                case "--embedded-only":
                    read = read with { Parts = [Part.Embedded] };
                    break;
                case "--smoke":
                    read = read with { Pairs = 1, Operations = 5, Tasks = 100, IsSmoke = true };
                    break;
                case "--markdown":
                    read = read with { Markdown = true };
                    break;
                case "--help":
                    problem = Usage;
                    return false;
                case "--pairs" or "--operations" or "--tasks":
                    problem = "--pairs, --operations and --tasks need a whole number of at least 1.";
                    return false;
                case "--only":
                    problem =
                        $"--only needs one or more of these, with commas: {string.Join(", ", Enum.GetNames<Part>()).ToLowerInvariant()}.";
                    return false;
                default:
                    problem = $"Unknown option '{args[i]}'.{Environment.NewLine}{Usage}";
                    return false;
            }
        }

        options = read;
        problem = null;
        return true;
    }

    private static int? Number(IReadOnlyList<string> args, int index) =>
        index < args.Count && int.TryParse(args[index], out var number) && number >= 1 ? number : null;

    private static IReadOnlyCollection<Part>? Named(IReadOnlyList<string> args, int index)
    {
        var names = index < args.Count ? args[index].Split(',', StringSplitOptions.TrimEntries) : [];
        return names.Length > 0 && names.All(name => Enum.TryParse<Part>(name, ignoreCase: true, out _))
            ? [.. names.Select(name => Enum.Parse<Part>(name, ignoreCase: true))]
            : null;
    }
}

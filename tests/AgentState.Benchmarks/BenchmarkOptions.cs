using System.Diagnostics.CodeAnalysis;

namespace AgentState.Benchmarks;

/// <summary>How much is measured, and how it is printed.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        Usage: dotnet run -c Release --project tests/AgentState.Benchmarks -- [options]
          --pairs N        pairs of runs for each operation, library and floor in turn (default 5)
          --operations N   operations in each run (default 300)
          --embedded-only  leave out Firestore: needs no emulator
          --markdown       print markdown tables
        """;

    public int Pairs { get; private init; } = 5;

    public int Operations { get; private init; } = 300;

    public bool EmbeddedOnly { get; private init; }

    public bool Markdown { get; private init; }

    /// <summary>Reads the command line; where it cannot, tells why.</summary>
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
                case "--embedded-only":
                    read = read with { EmbeddedOnly = true };
                    break;
                case "--markdown":
                    read = read with { Markdown = true };
                    break;
                case "--help":
                    problem = Usage;
                    return false;
                case "--pairs" or "--operations":
                    problem = "--pairs and --operations want a whole number of at least 1.";
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
}

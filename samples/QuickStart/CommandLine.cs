using System.Diagnostics.CodeAnalysis;

namespace QuickStart;

/// <summary>What the command line asks for.</summary>
/// <param name="PayloadsFolder">The folder of JSON files.</param>
/// <param name="ProjectId">The Google Cloud project; null = the emulator's or the embedded engine's own.</param>
/// <param name="Help">Whether only the usage is asked for.</param>
internal sealed record CommandLine(string PayloadsFolder, string? ProjectId, bool Help)
{
    public const string Usage =
        """
        Turns JSON files into tasks, works on them with a fleet of two agents, and prints
        what became of them.

        Usage: dotnet run --project samples/QuickStart -- [options]

          --payloads DIR  the folder of JSON files; otherwise the sample's own
          --project ID    keep the state in Firestore, in this Google Cloud project
          --help          show this

        A payload's own "priority", a whole number from 1 to 10, is its task's. Without
        --project it runs in memory, or on the emulator that FIRESTORE_EMULATOR_HOST names.
        """;

    /// <summary>A project, or an emulator in the environment, means Firestore; otherwise everything stays in memory.</summary>
    public bool UsesFirestore => ProjectId is not null || Environment.GetEnvironmentVariable("FIRESTORE_EMULATOR_HOST") is { Length: > 0 };

    public static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? commandLine, [NotNullWhen(false)] out string? problem)
    {
        commandLine = new CommandLine(Path.Combine(AppContext.BaseDirectory, "payloads"), ProjectId: null, Help: false);
        problem = null;
        for (var i = 0; i < args.Length; i++)
        {
            // What begins as an option does is the next one, and no value.
            var value = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[i + 1] : null;
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    commandLine = commandLine with { Help = true };
                    break;
                case "--payloads" or "--project" when string.IsNullOrWhiteSpace(value):
                    var kind = args[i] is "--payloads" ? "a folder of JSON files" : "a Google Cloud project's id";
                    problem = $"{args[i]} needs a value: {kind}.";
                    break;
                case "--payloads" when !Directory.Exists(value):
                    problem = $"There is no folder '{value}'.";
                    break;
                case "--payloads":
                    commandLine = commandLine with { PayloadsFolder = value! };
                    i++;
                    break;
                case "--project":
                    commandLine = commandLine with { ProjectId = value };
                    i++;
                    break;
                default:
                    problem = $"Unknown option '{args[i]}'.";
                    break;
            }

            if (problem is not null)
            {
                problem += " --help tells what there is.";
                return false;
            }
        }

        return true;
    }
}

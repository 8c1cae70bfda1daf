using System.Diagnostics.CodeAnalysis;

namespace QuickStart;

/// <summary>The options of the command line.</summary>
/// <param name="PayloadsFolder">The folder of JSON files.</param>
/// <param name="ProjectId">The Google Cloud project; null for the default of the engine.</param>
/// <param name="DataFile">The SQLite file that keeps the state; null for none.</param>
/// <param name="Help">Whether to print only the usage.</param>
internal sealed record CommandLine(string PayloadsFolder, string? ProjectId, string? DataFile, bool Help)
{
    public const string Usage =
        """
        Turns JSON files into tasks, lets a fleet of two agents work on them, and prints
        the results.

        Usage: dotnet run --project samples/QuickStart -- [options]

          --payloads DIR  the folder of JSON files (default: the files of the sample)
          --data FILE     keep the state in this SQLite file, over several runs
          --project ID    store the state in Firestore, in this Google Cloud project
          --help          show this

        "priority" in a payload, a whole number from 1 to 10, sets the priority of the
        task. Without --data and --project it runs in memory, or on the emulator that
        FIRESTORE_EMULATOR_HOST names.
        """;

    /// <summary>Whether to use Firestore: a project or an emulator is named, and no file.</summary>
    public bool UsesFirestore => DataFile is null &&
        (ProjectId is not null || Environment.GetEnvironmentVariable("FIRESTORE_EMULATOR_HOST") is { Length: > 0 });

    public static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? commandLine, [NotNullWhen(false)] out string? problem)
    {
        commandLine = new CommandLine(Path.Combine(AppContext.BaseDirectory, "payloads"), ProjectId: null, DataFile: null, Help: false);
        problem = null;
        for (var i = 0; i < args.Length; i++)
        {
            // A text that starts like an option is the next option, not a value.
            var value = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[i + 1] : null;
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    commandLine = commandLine with { Help = true };
                    break;
                case "--payloads" or "--project" or "--data" when string.IsNullOrWhiteSpace(value):
                    problem = $"{args[i]} needs a value: {KindOf(args[i])}.";
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
                case "--data":
                    commandLine = commandLine with { DataFile = value };
                    i++;
                    break;
                default:
                    problem = $"Unknown option '{args[i]}'.";
                    break;
            }

            problem ??= commandLine is { ProjectId: not null, DataFile: not null } ? "--project and --data cannot be used together." : null;
            if (problem is not null)
            {
                problem += " Use --help for the options.";
                return false;
            }
        }

        return true;
    }

    private static string KindOf(string option) => option switch
    {
        "--payloads" => "a folder of JSON files",
        "--data" => "the path of a SQLite file",
        _ => "a Google Cloud project's id",
    };
}

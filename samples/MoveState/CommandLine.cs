using System.Diagnostics.CodeAnalysis;

namespace MoveState;

/// <summary>The options of the command line.</summary>
/// <param name="From">The source; null if only the usage is printed.</param>
/// <param name="To">The target; null if only the usage is printed.</param>
/// <param name="ParentPath">The document under which the collections are stored in both; null for the root.</param>
/// <param name="Help">Whether to print only the usage.</param>
internal sealed record CommandLine(Place? From, Place? To, string? ParentPath, bool Help)
{
    public const string Usage =
        """
        Copies all documents of one database into another one. It replaces documents of the
        same path, and deletes none. Stop all programs that write to them first.

        Usage: dotnet run --project samples/MoveState -- --from PLACE --to PLACE [options]

          --from PLACE   the source
          --to PLACE     the target
          --parent PATH  the document under which the collections are stored in both
          --help         show this

        A PLACE is one of these:

          FILE               a SQLite file
          firestore          Firestore, or an emulator, as the environment names it
          firestore:PROJECT  the same, in this Google Cloud project
          memory             as a source a small demonstration; as a target a rehearsal
        """;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? commandLine, [NotNullWhen(false)] out string? problem)
    {
        commandLine = new CommandLine(From: null, To: null, ParentPath: null, Help: false);
        problem = null;
        for (var i = 0; i < args.Length && problem is null; i++)
        {
            // A text that starts like an option is the next option, not a value.
            var value = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[i + 1] : null;
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    commandLine = commandLine with { Help = true };
                    break;
                case "--from" or "--to" or "--parent" when string.IsNullOrWhiteSpace(value):
                    problem = $"{args[i]} needs a value.";
                    break;
                case "--from":
                    commandLine = commandLine with { From = new Place(value!) };
                    i++;
                    break;
                case "--to":
                    commandLine = commandLine with { To = new Place(value!) };
                    i++;
                    break;
                case "--parent":
                    commandLine = commandLine with { ParentPath = value };
                    i++;
                    break;
                default:
                    problem = $"Unknown option '{args[i]}'.";
                    break;
            }
        }

        problem ??= commandLine.Help ? null : commandLine.Problem();
        problem = problem is null ? null : $"{problem} Use --help for the options.";
        return problem is null;
    }

    private string? Problem()
    {
        if (From is null || To is null)
        {
            return "--from and --to are needed.";
        }

        if (From == To && !From.IsMemory)
        {
            return "--from and --to name the same database.";
        }

        return From.IsFile && !File.Exists(From.Text) ? $"There is no file '{From.Text}'." : null;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace QuickStart;

/// <summary>What the command line asks for.</summary>
/// <param name="PayloadsFolder">The folder of JSON files.</param>
/// <param name="ProjectId">The Google Cloud project; null = the emulator's or the embedded engine's own.</param>
internal sealed record CommandLine(string PayloadsFolder, string? ProjectId)
{
    private const string Usage = "Usage: dotnet run --project samples/QuickStart [--payloads DIR] [--project ID]";

    /// <summary>A project, or an emulator in the environment, means Firestore; otherwise everything stays in memory.</summary>
    public bool UsesFirestore => ProjectId is not null || Environment.GetEnvironmentVariable("FIRESTORE_EMULATOR_HOST") is { Length: > 0 };

    public static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? commandLine, [NotNullWhen(false)] out string? problem)
    {
        commandLine = new CommandLine(Path.Combine(AppContext.BaseDirectory, "payloads"), ProjectId: null);
        problem = null;
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--payloads" when Directory.Exists(value):
                    commandLine = commandLine with { PayloadsFolder = value };
                    break;
                case "--payloads":
                    problem = $"There is no folder '{value}'. {Usage}";
                    return false;
                case "--project" when !string.IsNullOrWhiteSpace(value):
                    commandLine = commandLine with { ProjectId = value };
                    break;
                default:
                    problem = $"Unknown or incomplete option '{args[i]}'. {Usage}";
                    return false;
            }
        }

        return true;
    }
}

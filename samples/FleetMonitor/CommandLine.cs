using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AgentState;

namespace FleetMonitor;

/// <summary>The options of the command line.</summary>
internal sealed record CommandLine
{
    public const string Usage =
        """
        Shows a live fleet of agents: their status, their liveness, and the newest entries
        of the activity log. If the output is redirected, it prints one line per change.

        Usage: dotnet run --project samples/FleetMonitor -- [options]

          --demo           watch a small demonstration fleet, whose agents work, stall and die
          --type TYPE      only agents of this type, such as github
          --status STATUS  only agents with this status: idle, running or error
          --queue          also count tasks by type and status; costs billed reads
          --seconds N      end after N seconds; without it, Ctrl-C ends it
          --help           show this

        It connects with FIRESTORE_EMULATOR_HOST, FIREBASE_CREDENTIALS,
        GOOGLE_CLOUD_PROJECT or GCLOUD_PROJECT. The demonstration needs none of them:
        it runs in memory, or on the emulator if there is one.
        """;

    // The limit of a .NET timer.
    private const int MaxSeconds = 4_000_000;

    public bool Demo { get; private init; }

    public bool Queue { get; private init; }

    public bool Help { get; private init; }

    /// <summary>The type of the agents; null for any.</summary>
    public string? Type { get; private init; }

    /// <summary>The status of the agents; null for any.</summary>
    public AgentStatus? Status { get; private init; }

    /// <summary>How long it runs; without end by default.</summary>
    public TimeSpan Duration { get; private init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Says when the demonstration ends.</summary>
    public string Ending => Duration == Timeout.InfiniteTimeSpan
        ? "This demonstration goes on until Ctrl-C ends it."
        : $"This demonstration ends after {Duration.TotalSeconds} s, or by Ctrl-C.";

    public AgentFilter Filter => (Type, Status) switch
    {
        ({ } type, { } status) => AgentFilter.ByType(type, status),
        ({ } type, null) => AgentFilter.ByType(type),
        (null, { } status) => AgentFilter.ByStatus(status),
        _ => AgentFilter.All,
    };

    public static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? commandLine, [NotNullWhen(false)] out string? problem)
    {
        commandLine = new CommandLine();
        for (var i = 0; i < args.Length; i++)
        {
            var next = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--demo":
                    commandLine = commandLine with { Demo = true };
                    break;
                case "--queue":
                    commandLine = commandLine with { Queue = true };
                    break;
                case "--help" or "-h":
                    commandLine = commandLine with { Help = true };
                    break;
                case "--type" when !string.IsNullOrWhiteSpace(next):
                    commandLine = commandLine with { Type = next };
                    i++;
                    break;
                case "--status" when next is "idle" or "running" or "error":
                    commandLine = commandLine with { Status = Enum.Parse<AgentStatus>(next, ignoreCase: true) };
                    i++;
                    break;
                case "--seconds" when int.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    && seconds is > 0 and <= MaxSeconds:
                    commandLine = commandLine with { Duration = TimeSpan.FromSeconds(seconds) };
                    i++;
                    break;
                default:
                    problem = $"Unknown or incomplete option '{args[i]}'. Use --help for the options.";
                    return false;
            }
        }

        problem = null;
        return true;
    }
}

using System.Diagnostics;

namespace AgentState;

/// <summary>The command line that runs the emulator, and that ends with this process.</summary>
internal static class EmulatorCommand
{
    private const string MainClass = "com.google.cloud.datastore.emulator.firestore.CloudFirestore";

    // The emulator must not outlive us, not even when we are killed: our end of the pipe to this shell's input is closed by the system
    // then, read comes back, and the emulator goes. Nothing is ever written to the pipe.
    private const string EndWithParent =
        """
        exec 3<&0
        "$@" </dev/null 3<&- &
        emulator=$!
        { read -r _ <&3; kill -9 "$emulator"; } >/dev/null 2>&1 &
        watch=$!
        exec 3<&-
        wait "$emulator"
        status=$?
        kill -9 "$watch"
        exit "$status"
        """;

    public static ProcessStartInfo Create(string java, string jar, int port, string rulesFile) => BoundToUs(
        [java, "-Duser.language=en", "-cp", jar, MainClass, "--host", "127.0.0.1", "--port", $"{port}", "--rules", rulesFile]);

    /// <summary>A command that ends when we do. All three streams are pipes: a child that holds our own output keeps whoever reads it waiting.</summary>
    public static ProcessStartInfo BoundToUs(IReadOnlyList<string> command)
    {
        string[] arguments = OperatingSystem.IsWindows() ? [.. command] : ["/bin/sh", "-c", EndWithParent, "sh", .. command];
        return new ProcessStartInfo(arguments[0], arguments[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
    }
}

using System.Diagnostics;

namespace AgentState.Internal.Testing;

/// <summary>Creates the command line of an emulator that ends with this process.</summary>
internal static class EmulatorCommand
{
    private const string MainClass = "com.google.cloud.datastore.emulator.firestore.CloudFirestore";

    // The emulator must not outlive this process, even if the process is killed. Then the system closes our end of the pipe to this shell's
    // input, read returns, and the shell kills the emulator. Nothing is ever written to the pipe.
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

    /// <summary>Creates a command that ends with this process.</summary>
    /// <remarks>
    /// All three streams are pipes, because a child that inherits our output would block readers of it that wait for its end.
    /// </remarks>
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

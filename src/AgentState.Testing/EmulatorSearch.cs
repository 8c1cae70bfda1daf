using System.Text;

namespace AgentState.Internal.Testing;

/// <summary>Finds the files that are needed to run the emulator, or reports what is missing.</summary>
/// <param name="variable">Reads an environment variable; null or empty = not set.</param>
/// <param name="folders">The folders to search besides those in environment variables.</param>
internal sealed class EmulatorSearch(Func<string, string?> variable, EmulatorFolders folders)
{
    public const string RunningVariable = "FIRESTORE_EMULATOR_HOST";
    public const string JarVariable = "AGENTSTATE_EMULATOR_JAR";

    public static EmulatorSearch OfThisMachine() => new(Environment.GetEnvironmentVariable, EmulatorFolders.OfThisMachine());

    public FirestoreEmulatorAvailability Find(FirestoreEmulatorOptions options)
    {
        var looked = new List<string>();
        if (options.UseRunning)
        {
            if (Variable(RunningVariable) is { } host)
            {
                return FirestoreEmulatorAvailability.Running(host);
            }

            looked.Add($"{RunningVariable} (not set)");
        }

        if (FindJar(options.JarFile, looked) is not { } jar)
        {
            return Missing(
                "the jar of the emulator was not found",
                looked,
                "Install it with 'gcloud components install cloud-firestore-emulator' " +
                "(Debian: the package google-cloud-cli-firestore-emulator) " +
                $"or 'firebase setup:emulators:firestore', or set {JarVariable} to its path.");
        }

        looked.Clear();
        return FindJava(options.JavaFile, looked) is { } java
            ? FirestoreEmulatorAvailability.Startable(java, jar)
            : Missing(
                $"Java was not found, but '{jar}' needs it",
                looked,
                "Install a Java runtime (Debian: default-jre-headless), or set JAVA_HOME.");
    }

    private string? FindJar(string? named, List<string> looked)
    {
        // If a configured jar does not exist, using another one would hide the mistake.
        if ((named ?? Variable(JarVariable)) is { } path)
        {
            looked.Clear();
            return Existing(path, looked);
        }

        looked.Add($"{JarVariable} (not set)");
        var gcloud = OnPath("gcloud");
        looked.Add(gcloud is null ? "gcloud on PATH (not found)" : $"gcloud on PATH ({gcloud})");

        return folders.CloudSdks(gcloud, Variable).Select(sdk => InCloudSdk(sdk, looked)).FirstOrDefault(jar => jar is not null)
            ?? InFirebaseCache(folders.FirebaseCache(Variable), looked);
    }

    private static string? InCloudSdk(string sdk, List<string> looked) =>
        Existing(Path.Combine(sdk, "platform", "cloud-firestore-emulator", "cloud-firestore-emulator.jar"), looked);

    private static string? InFirebaseCache(string cache, List<string> looked)
    {
        looked.Add(Path.Combine(cache, "cloud-firestore-emulator-v*.jar"));
        return Directory.Exists(cache)
            ? Directory.EnumerateFiles(cache, "cloud-firestore-emulator-v*.jar").MaxBy(VersionOf)
            : null;
    }

    private static Version VersionOf(string jar)
    {
        var name = Path.GetFileNameWithoutExtension(jar);
        return Version.TryParse(name[(name.LastIndexOf("-v", StringComparison.Ordinal) + 2)..], out var version) ? version : new Version();
    }

    private string? FindJava(string? named, List<string> looked)
    {
        if (named is not null)
        {
            return Existing(named, looked);
        }

        if (Variable("JAVA_HOME") is { } home)
        {
            if (Existing(Path.Combine(home, "bin", OperatingSystem.IsWindows() ? "java.exe" : "java"), looked) is { } java)
            {
                return java;
            }
        }
        else
        {
            looked.Add("JAVA_HOME (not set)");
        }

        looked.Add("java on PATH");
        return OnPath("java");
    }

    /// <summary>Returns the path of a program on PATH with all links resolved; null if it is not found.</summary>
    private string? OnPath(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [$"{program}.exe", $"{program}.cmd"] : [program];
        return (Variable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .Where(File.Exists)
            .Select(file => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file)
            .FirstOrDefault();
    }

    private static string? Existing(string file, List<string> looked)
    {
        looked.Add(file);
        return File.Exists(file) ? file : null;
    }

    private string? Variable(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static FirestoreEmulatorAvailability Missing(string what, List<string> looked, string cure)
    {
        var reason = new StringBuilder($"No Firestore emulator can be started: {what}. Searched for:");
        foreach (var place in looked.Distinct())
        {
            reason.Append("\n  ").Append(place);
        }

        return FirestoreEmulatorAvailability.Missing(reason.Append('\n').Append(cure).ToString());
    }
}

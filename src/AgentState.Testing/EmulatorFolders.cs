namespace AgentState.Internal.Testing;

/// <summary>The folders in which the Cloud SDK and firebase-tools store the emulator.</summary>
/// <param name="home">The user's home folder.</param>
/// <param name="usualSdks">The default installation folders of the Cloud SDK.</param>
internal sealed class EmulatorFolders(string home, IReadOnlyList<string> usualSdks)
{
    public static EmulatorFolders OfThisMachine()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new EmulatorFolders(home, OperatingSystem.IsWindows() ? WindowsSdks() : UnixSdks(home));
    }

    /// <summary>Returns possible folders of the Cloud SDK, the likeliest first.</summary>
    /// <remarks>
    /// The order is the SDK of the gcloud on PATH, the folder in CLOUDSDK_ROOT_DIR, then the default installation folders.
    /// </remarks>
    /// <param name="gcloud">The resolved path of gcloud, or null.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public IEnumerable<string> CloudSdks(string? gcloud, Func<string, string?> variable)
    {
        if (Path.GetDirectoryName(Path.GetDirectoryName(gcloud)) is { Length: > 0 } beside)
        {
            yield return beside;
        }

        if (variable("CLOUDSDK_ROOT_DIR") is { } root)
        {
            yield return root;
        }

        foreach (var sdk in usualSdks)
        {
            yield return sdk;
        }
    }

    public string FirebaseCache(Func<string, string?> variable) =>
        variable("FIREBASE_EMULATORS_PATH") ?? Path.Combine(home, ".cache", "firebase", "emulators");

    private static string[] UnixSdks(string home) =>
    [
        Path.Combine(home, "google-cloud-sdk"),
        "/usr/lib/google-cloud-sdk",
        "/usr/share/google-cloud-sdk",
        "/usr/local/google-cloud-sdk",
        "/usr/local/share/google-cloud-sdk",
        "/opt/google-cloud-sdk",
        "/opt/google-cloud-cli",
        "/opt/homebrew/share/google-cloud-sdk",
        "/snap/google-cloud-cli/current",
    ];

    private static string[] WindowsSdks() =>
    [
        .. new[]
            {
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolder.ProgramFilesX86,
                Environment.SpecialFolder.ProgramFiles,
            }
            .Select(folder => Path.Combine(Environment.GetFolderPath(folder), "Google", "Cloud SDK", "google-cloud-sdk")),
    ];
}

namespace Worker;

/// <summary>Where the state is stored.</summary>
internal static class Database
{
    private static readonly string[] Variables =
        ["FIRESTORE_EMULATOR_HOST", "FIREBASE_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"];

    /// <summary>Returns the SQLite file; null if the environment names a database.</summary>
    /// <param name="given">The file of the command line, which takes precedence over the environment; null for none.</param>
    public static string? FileOf(string? given)
    {
        if (string.IsNullOrWhiteSpace(given))
        {
            return Array.Exists(Variables, variable => Environment.GetEnvironmentVariable(variable) is { Length: > 0 })
                ? null
                : Path.Combine(Path.GetTempPath(), "agentstate-worker.db");
        }

        return Path.GetFullPath(given);
    }
}

namespace Worker;

/// <summary>Checks whether the environment names a database.</summary>
internal static class Database
{
    private static readonly string[] Variables =
        ["FIRESTORE_EMULATOR_HOST", "FIREBASE_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"];

    public static bool IsConfigured => Variables.Any(variable => Environment.GetEnvironmentVariable(variable) is { Length: > 0 });
}

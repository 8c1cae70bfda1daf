using System.Globalization;

namespace GitHubToken;

/// <summary>A GitHub App of yours, and where it is installed.</summary>
internal sealed record AppSettings(string AppId, string PrivateKey, long InstallationId)
{
    public const string Names = "GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID";

    /// <summary>The app that the environment names; null where it does not name all of it.</summary>
    public static AppSettings? FromEnvironment() =>
        Environment.GetEnvironmentVariable("GITHUB_APP_ID") is { Length: > 0 } id &&
        Environment.GetEnvironmentVariable("GITHUB_APP_PRIVATE_KEY") is { Length: > 0 } key &&
        long.TryParse(Environment.GetEnvironmentVariable("GITHUB_APP_INSTALLATION_ID"), NumberStyles.None, CultureInfo.InvariantCulture, out var installation)
            ? new AppSettings(id, key, installation)
            : null;

    // A record prints its members; the key is for nobody to see.
    public override string ToString() => $"app {AppId}, installation {InstallationId}";
}

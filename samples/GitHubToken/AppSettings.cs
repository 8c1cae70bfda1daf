using System.Globalization;

namespace GitHubToken;

/// <summary>Your GitHub App, and its installation.</summary>
internal sealed record AppSettings(string AppId, string PrivateKey, long InstallationId)
{
    public const string Names = "GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID";

    /// <summary>Reads the app from the environment; null if a variable is missing.</summary>
    public static AppSettings? FromEnvironment() =>
        Environment.GetEnvironmentVariable("GITHUB_APP_ID") is { Length: > 0 } id &&
        Environment.GetEnvironmentVariable("GITHUB_APP_PRIVATE_KEY") is { Length: > 0 } key &&
        long.TryParse(
            Environment.GetEnvironmentVariable("GITHUB_APP_INSTALLATION_ID"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var installation)
            ? new AppSettings(id, key, installation)
            : null;

    // By default a record prints all members, including the secret key.
    public override string ToString() => $"app {AppId}, installation {InstallationId}";
}

namespace AgentState;

/// <summary>The errors for replies that are no installation token: each says what a person can do, and nothing of the reply's text.</summary>
internal static class InstallationErrors
{
    public static Exception Of(string key, long installation, InstallationAnswer answer, EndpointReply reply) => answer switch
    {
        InstallationAnswer.RateLimited => new TokenRateLimitedException(key, EndpointPause.EndOf(reply)),
        InstallationAnswer.ClockDiffers => Misconfigured(key, "GitHub refuses the times in the app's JWT (401): set this host's clock."),
        InstallationAnswer.AppRefused => Misconfigured(
            key, "GitHub refuses the app (401): check its client id, and that the private key is one of the app's. A key that was deleted there signs no more."),
        InstallationAnswer.Suspended => Misconfigured(
            key, $"installation {installation} of the app is suspended (403). Its owner, or the app's, has to unsuspend it."),
        InstallationAnswer.Forbidden => Misconfigured(key, $"GitHub forbids a token for installation {installation} (403), and not for too many calls."),
        InstallationAnswer.Gone => Misconfigured(
            key, $"the app has no installation {installation} (404): it was uninstalled, or the id is another's. Install the app anew, and use the new id."),
        InstallationAnswer.TooMuchAsked => Misconfigured(
            key, $"installation {installation} has not all of the repositories and permissions that are asked for (422). Ask for less, or let its owner grant more."),
        _ => new TokenRefreshException(key, $"GitHub gave no token for the grant '{key}' ({(int)reply.Status})."),
    };

    public static TokenConfigurationException NoInstallation(string key) => new(
        key,
        $"No installation is named for the grant '{key}'. Set InstallationId, or ask by a key that ends in the installation's id, such as '{key}:42'.");

    private static TokenConfigurationException Misconfigured(string key, string what) => new(key, $"For the grant '{key}': {what}");
}

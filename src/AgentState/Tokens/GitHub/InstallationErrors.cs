using AgentState.Internal.Tokens.Http;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>The exceptions for replies without an installation token; each says what to do, and quotes no text of the reply.</summary>
internal static class InstallationErrors
{
    public static Exception Of(string key, long installation, InstallationAnswer answer, EndpointReply reply) => answer switch
    {
        InstallationAnswer.RateLimited => new TokenRateLimitedException(key, EndpointPause.EndOf(reply)),
        InstallationAnswer.ClockDiffers => Misconfigured(
            key, "GitHub rejects the times in the app's JWT (401). Correct this host's clock."),
        InstallationAnswer.AppRefused => Misconfigured(
            key, "GitHub rejects the app (401). Check its client id, and that the private key belongs to the app and was not deleted."),
        InstallationAnswer.Suspended => Misconfigured(
            key, $"installation {installation} of the app is suspended (403). Ask its owner, or the app's owner, to unsuspend it."),
        InstallationAnswer.Forbidden => Misconfigured(
            key,
            $"GitHub forbids a token for installation {installation} (403), and not because of a rate limit. Check the app's permissions."),
        InstallationAnswer.Gone => Misconfigured(
            key,
            $"the app has no installation {installation} (404): it was uninstalled, or the id belongs to another app. " +
            "Install the app again, and use the new id."),
        InstallationAnswer.TooMuchAsked => Misconfigured(
            key,
            $"installation {installation} lacks some of the requested repositories or permissions (422). " +
            "Request fewer, or ask its owner to grant more."),
        _ => new TokenRefreshException(key, $"GitHub returned no token for the grant '{key}' ({(int)reply.Status}). Call again later."),
    };

    public static TokenConfigurationException NoInstallation(string key) => new(
        key,
        $"The grant '{key}' names no installation. Set InstallationId, or use a key that ends in the installation id, such as '{key}:42'.");

    private static TokenConfigurationException Misconfigured(string key, string what) => new(key, $"For the grant '{key}': {what}");
}

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>The meaning of GitHub's reply to a request for an installation token.</summary>
internal enum InstallationAnswer
{
    /// <summary>The reply contains a token.</summary>
    Granted,

    /// <summary>GitHub rejected the times in the app's JWT: this host's clock is wrong.</summary>
    ClockDiffers,

    /// <summary>Too many calls.</summary>
    RateLimited,

    /// <summary>GitHub rejected the app's key or id.</summary>
    AppRefused,

    /// <summary>The installation is suspended.</summary>
    Suspended,

    /// <summary>403 for another reason.</summary>
    Forbidden,

    /// <summary>The app has no such installation.</summary>
    Gone,

    /// <summary>The request exceeds the installation's repositories or permissions.</summary>
    TooMuchAsked,

    /// <summary>Any other failure, treated as transient.</summary>
    Failed,
}

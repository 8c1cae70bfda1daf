namespace AgentState;

/// <summary>What GitHub's reply to a request for an installation token means.</summary>
internal enum InstallationAnswer
{
    /// <summary>There is a token in it.</summary>
    Granted,

    /// <summary>The times in the app's JWT are not GitHub's: this host's clock is wrong.</summary>
    ClockDiffers,

    /// <summary>Too many calls.</summary>
    RateLimited,

    /// <summary>The app's key or id is refused.</summary>
    AppRefused,

    /// <summary>The installation is suspended.</summary>
    Suspended,

    /// <summary>A 403 for another reason.</summary>
    Forbidden,

    /// <summary>The app has no such installation, or no longer.</summary>
    Gone,

    /// <summary>More is asked for than the installation has.</summary>
    TooMuchAsked,

    /// <summary>Anything else: it passes, perhaps.</summary>
    Failed,
}

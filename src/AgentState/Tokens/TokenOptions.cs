namespace AgentState;

/// <summary>When and how tokens are refreshed.</summary>
public sealed class TokenOptions
{
    /// <summary>
    /// How long before its end a token is refreshed, but never more than half of the time it had when it was stored. Zero to a day. Default 5 minutes.
    /// </summary>
    public TimeSpan RefreshSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a refresher may take, all its calls together. 1 s to 10 minutes. Default 30 s.</summary>
    public TimeSpan RefreshTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
